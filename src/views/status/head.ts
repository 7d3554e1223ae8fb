import { describeDivergedWinner } from '../../cluster/divergence/describe-divergence.js';
import { formatDuration } from '../../formats/durations.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { StatusCluster, StatusDcs, StatusWrites } from '../../operations/status/status-report.js';
import { type Labelled, labelledLines } from '../parts/labelled-lines.js';
import type { Screen } from '../parts/screen.js';
import type { Style } from '../parts/style.js';

/** Are writes up, what if the leader fails, and etcd. */
export function headLines(cluster: StatusCluster, style: Style, screen: Screen): string[] {
  const blocks = [writes(cluster, style), forecast(cluster, style), dcs(cluster.dcs, style)];
  return labelledLines(
    blocks.flatMap((block) => block ?? []),
    screen,
  );
}

function writes(cluster: StatusCluster, style: Style): Labelled {
  return {
    label: labelOf(cluster, style),
    sentences: [
      `${[...whoParts(cluster), ...pauseParts(cluster, style)].join(', ')}`,
      ...routes(cluster, style),
    ],
  };
}

function labelOf(cluster: StatusCluster, style: Style): string {
  const { state, via, leader } = cluster.writes;
  if (via.length > 1) return style.bad('TWO PRIMARIES');
  if (leader !== null && via.some((name) => name !== leader)) return style.bad('WRONG PRIMARY');
  // Green only if they arrive the way clients take.
  if (state === 'up' && !(isRouted(cluster) && isOpen(cluster))) return style.warning('WRITES UP');
  return WRITES[state](style);
}

/** Whether whoever takes them lets clients in. */
function isOpen({ findings, writes: { via } }: StatusCluster): boolean {
  return findings.every(
    ({ code, subject }) => code !== 'connections-exhausted' || subject === null || !via.includes(subject),
  );
}

/** Whether each HAProxy of the settings answers, and sends writes to whoever takes them and to nobody else. */
function isRouted({ balancers, writes: { via } }: StatusCluster): boolean {
  return balancers.every(({ answered, pools }) => {
    const writing = pools.filter(({ purpose }) => purpose === 'write');
    return answered && writing.every(({ up }) => up.length > 0 && up.every((name) => via.includes(name)));
  });
}

const WRITES: Readonly<Record<StatusWrites['state'], (style: Style) => string>> = {
  up: (style) => style.good('WRITES UP'),
  unmanaged: (style) => style.bad('NO LEADER'),
  blocked: (style) => style.bad('WRITES BLOCKED'),
  down: (style) => style.bad('WRITES DOWN'),
  standby: (style) => style.good('STANDBY CLUSTER'),
  unknown: (style) => style.warning('WRITES UNKNOWN'),
};

function whoParts({ writes: told, dcs: { state } }: StatusCluster): string[] {
  const { via, leader } = told;
  const names = via.map((name) => visibleText(name)).join(' and ');
  if (state !== 'present') {
    const who = via.length === 0 ? 'nobody is seen to take them' : `via ${names}`;
    // What etcd does not tell now is left out.
    return [`${who} (asked directly, not from etcd)`, ...ledParts({ ...told, changes: null })];
  }
  if (via.length === 0)
    return [leader === null ? 'nobody has the lock' : `${visibleText(leader)} has the lock`];
  if (leader === null) return [`${names} takes writes without the lock`];
  const others = via.filter((name) => name !== leader).map((name) => visibleText(name));
  const too = via.includes(leader) ? ', too' : '';
  if (others.length > 0)
    return [`${visibleText(leader)} has the lock, ${others.join(' and ')} takes writes${too}`];
  return [`via ${names}`, ...ledParts(told)];
}

function ledParts({ seconds, sinceSource, changes, changesLastDay }: StatusWrites): string[] {
  const least = sinceSource === 'server-start' ? 'at least ' : '';
  const led = seconds === null ? [] : [`leader for ${least}${longDuration(seconds)}`];
  if (changes === null || changesLastDay === null) return led;
  const count =
    changesLastDay === 0 ? 'no change' : `${changesLastDay} change${changesLastDay === 1 ? '' : 's'}`;
  const known = changes === 0 ? 'no change in its history' : `${count} in 24 h`;
  return led.length === 0 ? [known] : [`${led.join('')} (${known})`];
}

function longDuration(seconds: number): string {
  const days = seconds / 86_400;
  return days >= 2 ? `${Math.floor(days)} days` : formatDuration(seconds * 1000);
}

function pauseParts({ paused, dcs: { state } }: StatusCluster, style: Style): string[] {
  if (paused === null) return [];
  if (state === 'stale') return paused ? [style.warning('was PAUSED')] : [];
  return [paused ? style.warning('PAUSED') : 'not paused'];
}

function routes({ balancers }: StatusCluster, style: Style): string[] {
  return balancers.flatMap(({ address, answered, message, pools }) => {
    if (!answered)
      return [`HAProxy ${visibleText(address)}: ${style.bad(visibleText(message ?? 'no answer'))}`];
    const writing = pools.filter(({ purpose }) => purpose === 'write');
    return writing.map(({ pool, up }) => {
      const to = up.length === 0 ? style.bad('nobody') : up.map((name) => visibleText(name)).join(', ');
      return `HAProxy ${style.arrow} ${to} (${visibleText(pool)} at ${visibleText(address)})`;
    });
  });
}

function forecast({ forecast: told }: StatusCluster, style: Style): Labelled | null {
  if (told === null) return null;
  const { leader, winners, why, time, lossBytes, keepsAcknowledged, replaySeconds, diverged, cannot } = told;
  const { from, to } = time.hostDies;
  const who = winners.map((name) => visibleText(name)).join(' or ');
  const loss = keepsAcknowledged
    ? 'nothing acknowledged lost'
    : lossBytes === null
      ? 'loss unknown'
      : `at least ${formatBytes(lossBytes)} lost`;
  const replay =
    replaySeconds !== null && replaySeconds >= 1 ? `, ${Math.round(replaySeconds)} s more to replay` : '';
  const takes = winners.length === 1 ? 'takes' : 'take';
  const sentence =
    winners.length === 0
      ? style.bad('nobody takes over by itself')
      : `${who} ${takes} over in about ${from}-${to} s${replay}, ${loss}${why === null ? '' : style.dim(` (${why})`)}`;
  const others = cannot.map(({ member, obstacle }) =>
    style.warning(visibleText(`${member} cannot: ${obstacle.sentence}`)),
  );
  const lost = diverged.map((each) => style.bad(visibleText(describeDivergedWinner(each))));
  return { label: `IF ${visibleText(leader)} FAILS`, sentences: [sentence, ...lost, ...others] };
}

function dcs(told: StatusDcs, style: Style): Labelled {
  const { endpoints, state, leader, alarms, revision } = told;
  const answering = endpoints.filter(({ answered }) => answered);
  const label = `ETCD ${answering.length} of ${endpoints.length}`;
  const paint = answering.length === endpoints.length ? (text: string) => text : style.warning;
  const size = Math.max(0, ...answering.map(({ databaseSize }) => databaseSize ?? 0));
  const slowest = Math.max(0, ...answering.map(({ milliseconds }) => milliseconds));
  const parts = [
    leader === null ? style.bad('no leader') : `leader ${visibleText(leader)}`,
    ...(answering.length === 0 ? [] : [formatBytes(size)]),
    ...alarmParts(alarms, style),
    ...(answering.length === 0 ? [] : [`${slowest} ms`]),
  ];
  const trouble = {
    present: [],
    absent: [style.bad(`etcd holds no such cluster (revision ${revision})`)],
    stale: [style.bad(`NO QUORUM: what etcd tells below is of revision ${revision} and may be old`)],
    unread: [style.bad(visibleText(told.message ?? 'etcd cannot be read'))],
  }[state];
  const silent = endpoints.flatMap(({ answered, address, message }) =>
    answered ? [] : [style.warning(visibleText(`${address}: ${message ?? 'no answer'}`))],
  );
  return { label: paint(label), sentences: [parts.join(', '), ...trouble, ...silent] };
}

function alarmParts(alarms: StatusDcs['alarms'], style: Style): string[] {
  if (alarms === null) return [];
  if (alarms.length === 0) return ['no alarm'];
  return [style.bad(`ALARM ${[...new Set(alarms.map(({ alarm }) => alarm))].join(', ')}`)];
}
