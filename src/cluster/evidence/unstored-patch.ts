import type { Cluster } from '../model/cluster.js';
import type { EtcdAlarm } from './evidence.js';

/**
 * Why an agent could not store a patch of the dynamic configuration, which it answers with 409 whatever the reason (api.py,
 * do_PATCH_config): somebody else was faster, etcd refuses writes, or it had no answer from etcd and nobody knows.
 */
type UnstoredPatch =
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'alarm'; readonly alarm: EtcdAlarm['alarm'] }
  | { readonly kind: 'not-known' };

/** From the configuration as it was and as it is, and the alarms that etcd tells; null for what could not be had. */
export function judgeUnstored(
  before: Cluster,
  now: Cluster | null,
  alarms: readonly EtcdAlarm[] | null,
): UnstoredPatch {
  if (now !== null && now.config?.revision !== before.config?.revision) return { kind: 'changed-meanwhile' };
  const [alarm] = now === null ? [] : (alarms ?? []);
  return alarm === undefined ? { kind: 'not-known' } : { kind: 'alarm', alarm: alarm.alarm };
}
