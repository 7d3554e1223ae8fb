import type { Cluster } from './cluster.js';

/**
 * Whether a member has noticed that the maintenance mode has begun or ended: each cycle of its agent writes it to the member's key
 * (ha.py, touch_member). What the agent says when it is asked proves less: any request to it may have renewed its view of etcd, while
 * its cycle stands still.
 */
export function hasAcknowledged({ members }: Cluster, name: string, paused: boolean): boolean {
  return members.some((member) => member.name === name && member.paused === paused);
}

/** Those of the names who have not, whether or not their keys are still there. */
export function laggardsOf(cluster: Cluster, names: readonly string[], paused: boolean): string[] {
  return names.filter((name) => !hasAcknowledged(cluster, name, paused));
}
