import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Timing } from '../../operations/doctor/doctor-report.js';
import type { StatusBalancer, StatusDcs, StatusPool } from '../../operations/status/status-report.js';
import type { Style } from '../parts/style.js';
import { rowLines } from './findings.js';

/** etcd as a whole. */
export function dcsLines(dcs: StatusDcs, style: Style, columns: number): string[] {
  const { endpoints, votingMembers, leader, alarms, state, message } = dcs;
  const answering = endpoints.filter(({ answered }) => answered).length;
  const size = Math.max(0, ...endpoints.map(({ databaseSize }) => databaseSize ?? 0));
  const parts = [
    endpoints.length === 1
      ? `the endpoint ${answering === 1 ? 'answers' : 'is silent'}`
      : `${answering} of ${endpoints.length} endpoints answer`,
    votingMembers === null ? null : `${votingMembers} voting`,
    leader === null ? null : `leader ${visibleText(leader)}`,
    size === 0 ? null : formatBytes(size),
    alarms === null ? null : alarms.length === 0 ? 'no alarm' : style.bad(alarmText(alarms)),
  ];
  const trouble = state === 'present' || message === null ? [] : [style.bad(visibleText(message))];
  const text = [parts.filter((part) => part !== null).join(', '), ...trouble].join('; ');
  return rowLines('', '', text, columns);
}

function alarmText(alarms: NonNullable<StatusDcs['alarms']>): string {
  return alarms.map(({ alarm }) => `alarm ${alarm}`).join(', ');
}

/** How long a failover takes by the settings. */
export function timingLines(timing: Timing, style: Style, columns: number): string[] {
  const { known, primaryStartTimeout, hostDies, postgresCrashes, lastChanges } = timing;
  const { ttl, loopWait, retryTimeout } = timing.timing;
  const settings = `ttl ${ttl}, loop_wait ${loopWait}, retry_timeout ${retryTimeout}${known ? '' : " (Patroni's defaults)"}`;
  const host = `a dead leader is replaced in ${hostDies.from}-${hostDies.to} s, at worst ${hostDies.worst} s`;
  const crash = `one whose PostgreSQL crashed and does not start again, within ${postgresCrashes.worst} s (primary_start_timeout ${primaryStartTimeout})`;
  const [last] = lastChanges;
  const change =
    last?.at == null
      ? []
      : rowLines(
          '',
          '',
          style.dim(
            `last change of leader ${visibleText(last.at)}${last.newLeader === null ? '' : `, to ${visibleText(last.newLeader)}`}`,
          ),
          columns,
        );
  return [...rowLines('timing', '', `${settings}: ${host}; ${crash}`, columns), ...change];
}

/** Who gets connections from whom. */
export function routeLines(balancers: readonly StatusBalancer[], style: Style, columns: number): string[] {
  return balancers.flatMap(({ address, answered, message, pools }, index) => {
    const text = answered
      ? pools.map((pool) => poolText(pool, style)).join(', ')
      : style.bad(visibleText(message ?? ''));
    return rowLines(index === 0 ? 'routes' : '', visibleText(address), text, columns);
  });
}

function poolText({ pool, purpose, up, servers }: StatusPool, { arrow }: Style): string {
  const who = up.length === 0 ? 'nobody' : up.map((name) => visibleText(name)).join(' ');
  return `${purpose === 'other' ? visibleText(pool) : purpose} ${arrow} ${who} (${up.length} of ${servers})`;
}
