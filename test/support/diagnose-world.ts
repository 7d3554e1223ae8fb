import type { EtcdEvidence } from '../../src/cluster/evidence/evidence.js';
import type { ServerHealth } from '../../src/cluster/evidence/server-activity.js';
import type { Cluster } from '../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../src/cluster/model/member-status.js';
import type { Problem } from '../../src/errors.js';
import type {
  DiagnosePorts,
  EarlierReading,
  KeyTraces,
  ScopeLook,
  SettledLook,
} from '../../src/operations/diagnose/diagnose-ports.js';
import type { ScopeReading } from '../../src/operations/ports/dcs-ports.js';
import type { SqlAddress } from '../../src/operations/ports/sql-ports.js';
import type { ConfiguredMember } from '../../src/operations/settings.js';
import { aCluster } from './clusters.js';
import { anEvidence, aSaturation, someFacts } from './evidence.js';
import { FakeAgents } from './fake-agents.js';
import { FakeNotes } from './fake-notes.js';
import { FakeClock, FakeDcs } from './fakes.js';
import { aStatus } from './statuses.js';

export interface DiagnoseRecipe {
  /** What etcd holds; of several looks one after the other. Null: no such scope. */
  readonly clusters?: readonly (Cluster | null)[];
  /** Instead of a certain look. */
  readonly uncertain?: Problem;
  /** What etcd members remember then. */
  readonly remembered?: Cluster | null;
  readonly agents?: Readonly<Record<string, MemberStatus | Problem>>;
  /** By port. */
  readonly servers?: Readonly<Record<number, Partial<ServerHealth>>>;
  readonly earlier?: readonly EarlierReading[];
  readonly lastSeen?: string;
  readonly ownMember?: ConfiguredMember;
}

/** A world to be diagnosed; what it is asked is noted. */
export class DiagnoseWorld {
  readonly clock = new FakeClock();
  readonly agents: FakeAgents;
  /** `host:port` of those whose PostgreSQL was asked. */
  readonly askedServers: string[] = [];
  readonly written: string[] = [];
  looks = 0;

  constructor(private readonly recipe: DiagnoseRecipe) {
    this.agents = new FakeAgents(recipe.agents ?? healthyAgents());
  }

  get ports(): DiagnosePorts {
    const { clock, agents } = this;
    return {
      settings: { balancers: [], ownMember: this.recipe.ownMember ?? null },
      dcs: new FakeDcs({ other: aCluster() }),
      etcdHealth: { read: async (): Promise<EtcdEvidence> => anEvidence().etcd },
      scopeLooks: { look: () => this.look() },
      keyTraces: this.keyTraces,
      lastSeen: {
        read: async () => this.recipe.lastSeen ?? null,
        write: async (_place, text) => void this.written.push(text),
      },
      agents,
      servers: { readHealth: async (address) => this.readHealth(address) },
      balancers: {
        read: async () => ({ ok: false, code: 'x', message: 'x', next: null, tookMs: 0 }),
        readFile: async () => ({ ok: false, code: 'x', message: 'x', next: null, tookMs: 0 }),
      },
      notes: new FakeNotes(),
      clock,
    };
  }

  private look(): ScopeLook {
    const { uncertain, remembered, clusters = [aCluster()] } = this.recipe;
    const cluster = clusters[Math.min(this.looks, clusters.length - 1)] ?? null;
    this.looks += 1;
    if (uncertain !== undefined) {
      const soonest = remembered ? readingOf(remembered, 'serializable') : null;
      const settled: SettledLook = { kind: 'uncertain', problem: uncertain };
      return { soonest: Promise.resolve(soonest), settled: Promise.resolve(settled) };
    }
    const reading = readingOf(cluster, 'linearizable');
    return { soonest: Promise.resolve(reading), settled: Promise.resolve({ kind: 'certain', reading }) };
  }

  private get keyTraces(): KeyTraces {
    return {
      readEarlier: async () => this.recipe.earlier ?? [],
      readLeases: async () => new Map([['pg1', { granted: 30, remaining: 20 }]]),
      findNamespaces: async () => ['/elsewhere/'],
    };
  }

  private readHealth({ host, port }: SqlAddress) {
    this.askedServers.push(`${host}:${port}`);
    const health = this.recipe.servers?.[port];
    if (health === undefined) {
      const problem = { code: 'sql-unreachable', message: 'refused', subject: null, next: null };
      return { ok: false, problem } as const;
    }
    return { ok: true, health: { ...HEALTHY, ...health } } as const;
  }
}

function healthyAgents(): Readonly<Record<string, MemberStatus>> {
  const primary = {
    role: 'primary',
    position: 0x5a3c1f8,
    receivePosition: null,
    replayPosition: null,
  } as const;
  return { pg1: aStatus('pg1'), pg2: aStatus('pg2', primary), pg3: aStatus('pg3') };
}

const HEALTHY: ServerHealth = {
  facts: someFacts(),
  saturation: aSaturation(),
  applyDelay: 0,
  replayDelay: 0,
  clockAheadMs: 0,
};

function readingOf(cluster: Cluster | null, consistency: ScopeReading['consistency']): ScopeReading {
  const formation = cluster === null ? null : { cluster, groups: new Map() };
  return { formation, revision: 48_211, consistency, warnings: [] };
}
