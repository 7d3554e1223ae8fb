import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ClusterAccess, type ShownMember } from './cluster-access.js';
import { eventually } from './eventually.js';
import { agentPid, StoppedProcesses } from './member-processes.js';
import { type OwnSandbox, ownSandbox } from './own-sandbox.js';
import { type RecordedSandbox, readRecordedSandbox } from './recorded-sandbox.js';

export interface ClusterOptions {
  readonly members?: number;
  readonly etcd?: number;
  /** The program; that of the machine if none is given. */
  readonly patroni?: string;
  /** The program; that of the machine if none is given. */
  readonly etcdProgram?: string;
  /** `quorum` needs Patroni 4. */
  readonly sync?: 'on' | 'quorum';
}

/** Null removes a tag. */
export type Tags = Readonly<Record<string, string | number | boolean | null>>;

/** Ends what was done to a member; does nothing the second time. */
export type Undo = () => Promise<void>;

/** As PyYAML reads it. */
const YAML = { version: '1.1' } as const;

export async function ownCluster(name: string, options: ClusterOptions = {}): Promise<OwnCluster> {
  const { members = 3, etcd = 3, patroni, etcdProgram, sync } = options;
  const programs = [
    ...(patroni === undefined ? [] : ['--patroni', patroni]),
    ...(etcdProgram === undefined ? [] : ['--etcd-program', etcdProgram]),
  ];
  const sandbox = await ownSandbox(name, '--members', `${members}`, '--etcd', `${etcd}`, ...programs);
  const directory = dirname(sandbox.settings);
  const cluster = new OwnCluster(sandbox, directory, await readRecordedSandbox(directory));
  try {
    if (sync !== undefined) await cluster.makeSynchronous(sync);
    return cluster;
  } catch (error) {
    await cluster.destroy();
    throw error;
  }
}

/** A cluster that a test may break. Members are given by their names. */
export class OwnCluster extends ClusterAccess {
  private readonly stopped = new StoppedProcesses();

  constructor(
    readonly sandbox: OwnSandbox,
    directory: string,
    recorded: RecordedSandbox,
  ) {
    super(directory, recorded);
  }

  /** Until the leader has noted who is synchronous. */
  async makeSynchronous(mode: 'on' | 'quorum'): Promise<void> {
    await this.patchConfig({ synchronous_mode: mode === 'on' ? true : mode });
    await eventually('a synchronous standby', async () => {
      const { sync = '{}' } = await this.keys('sync');
      return typeof JSON.parse(sync).sync_standby === 'string';
    });
  }

  /** Until the leader is a primary, and all others stream from it on its timeline. */
  async untilWhole(limitMs = 60_000): Promise<void> {
    await eventually('a primary and streaming replicas', () => this.isWhole(), limitMs);
  }

  private async isWhole(): Promise<boolean> {
    const members = await this.shown();
    const leader = await this.leader();
    const { role, timeline } = await this.status(leader);
    // Before Patroni 4 a primary is a master, before 3.0.4 a streaming replica is running.
    const isFollowing = ({ state, timeline: own }: ShownMember): boolean =>
      ['streaming', 'running'].includes(state) && own === timeline;
    const replicas = members.filter(({ name }) => name !== leader);
    return (
      ['primary', 'master'].includes(String(role)) &&
      replicas.length === this.members.length - 1 &&
      replicas.every(isFollowing)
    );
  }

  /** Changes settings in one section of the file of a member's agent, null removes one, and has it read the file again. */
  async editAgent(name: string, section: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const file = join(this.member(name).directory, 'patroni.yml');
    const settings: Record<string, Record<string, unknown>> = parse(await readFile(file, 'utf8'), YAML);
    const entries = Object.entries({ ...settings[section], ...changes });
    settings[section] = Object.fromEntries(entries.filter(([, value]) => value !== null));
    await writeFile(file, stringify(settings, YAML));
    const { status, text } = await this.agent(name, 'POST', '/reload');
    if (status !== 202) throw new Error(`reload of ${name}: ${status} ${text}`);
  }

  /** Sets and removes tags, until the member publishes them, which it does not with those that are false. */
  async setTag(name: string, tags: Tags): Promise<void> {
    await this.editAgent(name, 'tags', tags);
    await eventually(`the tags of ${name}`, async () => {
      const { tags: published = {} } = await this.memberKey(name);
      const now = new Map(Object.entries(published ?? {}));
      return Object.entries(tags).every(
        ([tag, value]) => now.get(tag) === value || (!now.has(tag) && (value === null || value === false)),
      );
    });
  }

  /**
   * The member receives and does not replay, and says so. From PostgreSQL 14 on its agent resumes the replay in its next
   * cycle, except in maintenance mode.
   */
  async pauseReplay(name: string): Promise<Undo> {
    await this.sql(name, 'SELECT pg_wal_replay_pause()');
    return async () => {
      await this.sql(name, 'SELECT pg_wal_replay_resume()');
    };
  }

  /** The member receives and does not replay, and nobody resumes it; a promotion waits for the end of this. */
  async stopReplay(name: string): Promise<Undo> {
    return this.stopBackend(name, `SELECT pid FROM pg_stat_activity WHERE backend_type = 'startup'`);
  }

  /**
   * The member stays connected and does not receive. It can neither be promoted nor stopped before the end of this, and the
   * primary's clean shutdown waits for it up to wal_sender_timeout (60 s): a switchover to another member meanwhile is
   * "status unknown" after 20 s.
   */
  async stopReceiver(name: string): Promise<Undo> {
    return this.stopBackend(name, 'SELECT pid FROM pg_stat_wal_receiver');
  }

  private async stopBackend(name: string, query: string): Promise<Undo> {
    const pid = Number(await this.sql(name, query));
    if (!(pid > 1)) throw new Error(`${name}: ${query} finds no process`);
    await this.stopped.stop(pid);
    return async () => this.stopped.continue(pid);
  }

  /** The agent stands still; its PostgreSQL goes on, its keys expire. */
  async freezeAgent(name: string): Promise<void> {
    await this.stopped.stop(await agentPid(this.member(name).directory));
  }

  async thawAgent(name: string): Promise<void> {
    this.stopped.continue(await agentPid(this.member(name).directory));
  }

  /** The agent ends cleanly, which leaves its PostgreSQL running in maintenance mode. */
  async endAgent(name: string): Promise<void> {
    const { directory } = this.member(name);
    process.kill(await agentPid(directory), 'SIGTERM');
    await eventually(`the end of the agent of ${name}`, () =>
      agentPid(directory).then(
        () => false,
        () => true,
      ),
    );
  }

  /** Writes WAL on the leader and hardly anything else; waits for its own disk only. */
  async writeMegabytes(count: number): Promise<void> {
    await this.sql(
      await this.leader(),
      `SET synchronous_commit = local; DO $$ BEGIN FOR i IN 1..${count} LOOP
       PERFORM pg_logical_emit_message(true, 'ctl-test', repeat('x', 1048576)); END LOOP; END $$`,
    );
  }

  async destroy(): Promise<void> {
    this.stopped.continueAll();
    await this.sandbox.destroy();
  }
}
