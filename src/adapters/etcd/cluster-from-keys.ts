import type { Cluster, Formation, Initialization } from '../../cluster/model/cluster.js';
import { isClusterKey, isGroup, memberNameOf } from '../../cluster/model/key-place.js';
import { compareNames } from '../../cluster/model/member.js';
import type { Problem } from '../../errors.js';
import {
  decodeConfig,
  decodeFailover,
  decodeFailsafe,
  decodeHistory,
  decodeStatus,
  decodeSync,
} from './decode-keys.js';
import { decodeMember } from './decode-member.js';
import type { RawKey } from './keys.js';

export interface DecodedScope {
  readonly formation: Formation | null;
  readonly warnings: readonly Problem[];
}

/**
 * Everything below a scope's prefix as immutable clusters; understands Patroni 2.0 to 4.1. Garbage in one key costs that
 * key only, and a warning with its name.
 */
export function formationFromKeys(keys: readonly RawKey[], prefix: string): DecodedScope {
  const root: KeyMap = new Map();
  const groups = new Map<number, KeyMap>();
  for (const raw of keys) {
    const path = raw.key.slice(prefix.length);
    const [first = '', ...rest] = path.split('/');
    if (rest.length > 0 && isGroup(first)) {
      const group = groups.get(Number(first)) ?? new Map<string, RawKey>();
      groups.set(Number(first), group.set(rest.join('/'), raw));
    } else {
      root.set(path, raw);
    }
  }
  const warnings: Problem[] = [];
  const isEmpty = ![...root.keys()].some(isClusterKey);
  const cluster = isEmpty ? null : clusterFromKeys(root, warnings);
  const numbers = [...groups]
    .filter(([, map]) => [...map.keys()].some(isClusterKey))
    .sort(([a], [b]) => a - b);
  const clusters = new Map(numbers.map(([group, map]) => [group, clusterFromKeys(map, warnings)]));
  return {
    formation: isEmpty && clusters.size === 0 ? null : { cluster, groups: clusters },
    warnings,
  };
}

/** Path below the cluster's prefix to the key. */
type KeyMap = Map<string, RawKey>;

function clusterFromKeys(keys: KeyMap, warnings: Problem[]): Cluster {
  const decode = <T>(path: string, decoder: (raw: RawKey) => T | undefined): T | null => {
    const raw = keys.get(path);
    if (raw === undefined) return null;
    const value = decoder(raw);
    if (value === undefined) warnings.push(brokenKey(raw));
    return value ?? null;
  };
  const members = [...keys].flatMap(([path, raw]) => {
    const name = memberNameOf(path);
    if (name === null) return [];
    const { member, broken } = decodeMember(name, raw);
    if (broken) warnings.push(brokenKey(raw));
    return [member];
  });
  const leader = keys.get('leader');
  return {
    initialization: decodeInitialize(keys.get('initialize')),
    config: decode('config', decodeConfig),
    leader:
      leader === undefined || leader.value === ''
        ? null
        : { name: leader.value, revision: leader.modRevision },
    members: members.sort(compareNames),
    status: decode(keys.has('status') ? 'status' : 'optime/leader', decodeStatus) ?? {
      position: null,
      slots: new Map(),
      retainSlots: [],
    },
    sync: decode('sync', decodeSync),
    failover: decode('failover', decodeFailover),
    failoverRevision: keys.get('failover')?.modRevision ?? 0,
    history: decode('history', decodeHistory) ?? [],
    failsafe: decode('failsafe', decodeFailsafe),
  };
}

function decodeInitialize(raw: RawKey | undefined): Initialization {
  if (raw === undefined) return { state: 'uninitialized' };
  return raw.value === '' ? { state: 'initializing' } : { state: 'initialized', systemIdentifier: raw.value };
}

function brokenKey(raw: RawKey): Problem {
  return {
    code: 'broken-key',
    message: `the key ${raw.key} cannot be understood (revision ${raw.modRevision}); the rest is shown without it`,
    subject: raw.key,
    next: null,
  };
}
