import { addressText, isIpAddress } from './agent-address.js';
import { type CheckTiming, predictReaction } from './check-timing.js';
import type { GlobalSection, HaproxyPlan, PlannedPool, PlannedServer } from './haproxy-plan.js';
import { haproxyComment, haproxyTime, haproxyWord } from './haproxy-words.js';
import { needsResolving } from './plan-haproxy.js';

const SHORTEST_CHECK_MS = 1000;
const LONGEST_CHECK_MS = 3000;

/** A haproxy.cfg. */
export function renderHaproxy(plan: HaproxyPlan): string {
  const { global, pools } = plan;
  const sections = [
    ...(global === null ? [] : [globalSection(global), defaultsSection(plan)]),
    ...(global?.statsPage ? [statsPage(global.statsPage)] : []),
    ...pools.map((pool) => poolSection(plan, pool)),
  ];
  return `${[...heading(plan), ...sections.map((lines) => ['', ...lines].join('\n'))].join('\n')}\n`;
}

function heading({ scope, group, timing }: HaproxyPlan): string[] {
  const { up, down } = predictReaction(timing);
  const what = group === null ? `cluster ${scope}` : `cluster ${scope}, group ${group}`;
  return [
    haproxyComment(`HAProxy for the PostgreSQL ${what}: writes go to the leader, reads to the replicas.`),
    haproxyComment(
      `The agents are asked every ${haproxyTime(timing.inter)}. Predicted: a new leader is used within ${haproxyTime(up.worst)} of its lock ` +
        `(usually ${haproxyTime(Math.round(up.typical))}),`,
    ),
    haproxyComment(
      `a server that stops to answer rightly is left within ${haproxyTime(down.worst)} (usually ${haproxyTime(Math.round(down.typical))}).`,
    ),
  ];
}

function globalSection({ statsSocket, account, maxConnections }: GlobalSection): string[] {
  return [
    'global',
    ...(maxConnections === null ? [] : [`    maxconn ${maxConnections}`]),
    ...(account === null ? [] : [`    user ${haproxyWord(account)}`, `    group ${haproxyWord(account)}`]),
    '    log stdout format raw local0 notice',
    ...(statsSocket === null
      ? []
      : [`    stats socket ${haproxyWord(`unix@${statsSocket}`)} mode 600 level admin`]),
  ];
}

function defaultsSection({ timing }: HaproxyPlan): string[] {
  return ['defaults', '    mode tcp', '    log global', ...timeouts(timing)];
}

/** Sessions of a pool of clients may be idle for long. */
function timeouts({ inter }: CheckTiming): string[] {
  const check = Math.min(LONGEST_CHECK_MS, Math.max(SHORTEST_CHECK_MS, inter));
  return [
    '    timeout connect 3s',
    '    timeout client 1h',
    '    timeout server 1h',
    `    timeout check ${haproxyTime(check)}`,
  ];
}

function statsPage({ bind, user }: NonNullable<GlobalSection['statsPage']>): string[] {
  return [
    'frontend stats',
    '    mode http',
    `    bind ${haproxyWord(bind)}`,
    '    stats enable',
    '    stats uri /',
    '    stats show-legends',
    ...(user === null ? [] : [`    stats auth "${user.replace(/["\\$]/g, '\\$&')}:$HAPROXY_STATS_PASSWORD"`]),
  ];
}

/**
 * A former leader that takes no connections is left before its agent says so: HAProxy would hold each client for a second,
 * and then try the same server again. Ten in a row that could not be made, HAProxy's own default, are no accident; silence counts
 * as well as a refusal. The next check that succeeds brings the server back (`rise 1`).
 */
const WRITER = ['observe layer4 error-limit 10 on-error mark-down', 'on-marked-down shutdown-sessions'];

function poolSection({ servers, timing, tls, global }: HaproxyPlan, pool: PlannedPool): string[] {
  const { inter, fastinter, downinter, rise, fall } = timing;
  const times = `inter ${haproxyTime(inter)} fastinter ${haproxyTime(fastinter)} downinter ${haproxyTime(downinter)}`;
  const isWriter = pool.purpose === 'write';
  return [
    `listen ${pool.name}`,
    '    mode tcp',
    `    bind ${haproxyWord(pool.bind)}`,
    ...(global === null ? timeouts(timing) : []),
    ...(isWriter ? ['    option redispatch 1'] : ['    balance leastconn']),
    `    option httpchk OPTIONS ${haproxyWord(pool.path)}`,
    '    http-check expect status 200',
    `    default-server ${[times, `fall ${fall}`, `rise ${rise}`, ...(isWriter ? WRITER : [])].join(' ')}`,
    ...servers.filter(({ isReader }) => isWriter || isReader).map((server) => serverLine(server, tls)),
  ];
}

function serverLine(server: PlannedServer, tls: HaproxyPlan['tls']): string {
  const { name, host, port, agent } = server;
  const words = ['server', name, addressText(host, port), 'check'];
  if (agent.host !== host) words.push('addr', agent.host);
  words.push('port', String(agent.port));
  if (agent.isTls) {
    words.push('check-ssl', 'verify', 'required', 'ca-file', tls?.caFile ?? '@system-ca');
    if (!isIpAddress(agent.host)) words.push('verifyhost', agent.host, 'check-sni', agent.host);
    if (tls !== null && tls.certFile !== null) words.push('crt', tls.certFile);
  }
  if (needsResolving(server)) words.push('init-addr', 'last,libc,none');
  return `    ${words.map(haproxyWord).join(' ')}`;
}
