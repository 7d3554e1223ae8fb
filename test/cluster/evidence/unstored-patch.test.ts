import { expect, it } from 'vitest';
import type { EtcdAlarm } from '../../../src/cluster/evidence/evidence.js';
import { judgeUnstored } from '../../../src/cluster/evidence/unstored-patch.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import { aCluster } from '../../support/clusters.js';

const NOSPACE: EtcdAlarm = { memberId: '1', alarm: 'NOSPACE' };
const at = (revision: number): Cluster => aCluster({ changes: { config: { values: {}, revision } } });

it.each<[string, Cluster | null, readonly EtcdAlarm[] | null, object]>([
  ['another configuration', at(41), [], { kind: 'changed-meanwhile' }],
  ['another configuration, and an alarm', at(41), [NOSPACE], { kind: 'changed-meanwhile' }],
  ['no configuration any more', aCluster({ changes: { config: null } }), [], { kind: 'changed-meanwhile' }],
  ['an alarm', at(40), [NOSPACE], { kind: 'alarm', alarm: 'NOSPACE' }],
  ['nothing', at(40), [], { kind: 'not-known' }],
  ['alarms that nobody tells', at(40), null, { kind: 'not-known' }],
  ['an etcd that cannot be read', null, [NOSPACE], { kind: 'not-known' }],
])('a patch that an agent could not store, and now %s', (_, now, alarms, expected) => {
  expect(judgeUnstored(at(40), now, alarms)).toEqual(expected);
});
