import { type Hint, hint, shell } from '../../formats/hint.js';
import { formatBytes } from '../../formats/sizes.js';
import type { EtcdAlarm, Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Check } from './check.js';
import { finding, remedy, seen } from './tell.js';

/** An alarm of etcd: with NOSPACE it reads well and refuses writes, and leases go on. */
export const dcsAlarm: Check = {
  code: 'dcs-alarm',
  severity: 'error',
  title: 'etcd has no alarm',
  find(evidence) {
    return (evidence.etcd.alarms ?? []).map((alarm) => tell(evidence, alarm));
  },
};

function tell(evidence: Evidence, { memberId, alarm }: EtcdAlarm): Finding {
  const { etcd } = evidence;
  const name = etcd.members?.find(({ id }) => id === memberId)?.name ?? memberId;
  const endpoint = etcd.endpoints.find(({ status }) => status.ok && status.value.memberId === memberId);
  const size = endpoint?.status.ok ? formatBytes(endpoint.status.value.databaseSize) : null;
  const what = `etcd member ${name} raised the alarm ${alarm}${size === null ? '' : ` (its database has ${size})`}`;
  const facts = [seen('dcs', what)];
  if (alarm === 'CORRUPT') {
    const message = `${what}: etcd refuses reads or writes, nothing that it says can be relied on`;
    const remedies = [remedy('replace this etcd member: remove it and add it again, one at a time')];
    return finding('dcs-alarm', 'error', name, { message, evidence: facts, remedies });
  }
  const message =
    `${what}: etcd refuses writes. A running primary goes on, but no failover is possible, ` +
    'and positions in etcd are frozen (a lag of 0 means nothing)';
  const all = etcd.endpoints.map(({ address }) => address).join(',');
  const one = endpoint?.address ?? etcd.endpoints[0]?.address ?? '';
  const remedies = [
    remedy('forget old revisions', compaction(one)),
    remedy(
      'free the space, which stops each etcd member for a moment',
      shell`etcdctl --endpoints=${all} defrag`,
    ),
    remedy('clear the alarm', shell`etcdctl --endpoints=${all} alarm disarm`),
    remedy('then let etcd compact by itself: auto-compaction-retention in its configuration'),
  ];
  return finding('dcs-alarm', 'error', name, { message, evidence: facts, remedies });
}

function compaction(endpoint: string): Hint {
  const revision = `etcdctl --endpoints=${endpoint} endpoint status -w json | grep -o '"revision":[0-9]*' | head -1 | cut -d: -f2`;
  return hint`etcdctl --endpoints=${endpoint} compact "$(${revision})"`;
}
