import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { ClusterAccess } from './cluster-access.js';
import type { Address } from './writer-address.js';

const EVERY_MS = 50;

/** A time in which a server answered nothing, from its first failed attempt to the end of the last one. */
interface Outage {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Asks each server itself again and again whether it answers. */
export class DownWatch {
  private readonly outages: Outage[] = [];
  private isOver = false;
  private readonly looking: Promise<unknown>;

  constructor(cluster: ClusterAccess) {
    this.looking = Promise.all(
      cluster.members.map(({ name, pgPort }) => {
        const address = cluster.addresses.find(({ port }) => port === pgPort);
        if (address === undefined) throw new Error(`no address of ${name}`);
        return this.look(name, address);
      }),
    );
  }

  /** The most that were down at once, and everybody's outages in their order. */
  async stop(): Promise<{ readonly most: number; readonly order: readonly string[] }> {
    this.isOver = true;
    await this.looking;
    const sorted = this.outages.toSorted((a, b) => a.fromMs - b.fromMs);
    const overlaps = sorted.map(
      ({ fromMs }) => sorted.filter((each) => each.fromMs <= fromMs && each.toMs >= fromMs).length,
    );
    return { most: Math.max(0, ...overlaps), order: sorted.map(({ name }) => name) };
  }

  private async look(name: string, address: Address): Promise<void> {
    let client: Client | null = null;
    let downSinceMs: number | null = null;
    while (!this.isOver) {
      const startedMs = Date.now();
      client = await ask(client, address);
      if (client === null) downSinceMs ??= startedMs;
      else if (downSinceMs !== null) {
        this.outages.push({ name, fromMs: downSinceMs, toMs: startedMs - EVERY_MS });
        downSinceMs = null;
      }
      await sleep(EVERY_MS);
    }
    await client?.end();
  }
}

/** The connection that has answered; null if none does. */
async function ask(known: Client | null, address: Address): Promise<Client | null> {
  const client = known ?? new Client({ ...address, connectionTimeoutMillis: 1000, query_timeout: 1000 });
  if (known === null) client.on('error', () => {});
  try {
    if (known === null) await client.connect();
    await client.query('SELECT 1');
    return client;
  } catch {
    void client.end().catch(() => {});
    return null;
  }
}
