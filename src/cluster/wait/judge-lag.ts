import { describeBytes } from '../change-leader/describe-bytes.js';
import type { Cluster } from '../model/cluster.js';
import { measuredLag } from '../model/positions.js';
import { type Observation, seen } from './condition.js';
import { offTheLine } from './off-the-line.js';
import { replicasOf, settledLeader } from './settled-leader.js';

/** All replicas are at most so many bytes behind, by what Patroni measures, on the leader's timeline. */
export function judgeLag(bytes: number, cluster: Cluster): Observation {
  const leader = settledLeader(cluster);
  if ('trouble' in leader) return seen(false, leader.trouble);
  const replicas = replicasOf(cluster);
  if (replicas.length === 0) return seen(false, 'no replica is registered');
  const judged = replicas.map((member) => {
    const { name } = member;
    const apart = offTheLine(cluster, member);
    if (apart !== null) return { holds: false, text: `${name} ${apart}` };
    const lag = measuredLag(cluster, member);
    if (lag === null) return { holds: false, text: `${name} unknown` };
    return { holds: lag <= bytes, text: `${name} ${describeBytes(lag)}` };
  });
  return seen(
    judged.every(({ holds }) => holds),
    judged.map(({ text }) => text).join(', '),
  );
}
