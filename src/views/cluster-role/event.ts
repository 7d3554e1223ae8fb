import { addressText, type RemoteLook } from '../../cluster/cluster-role/judge-remotes.js';
import { ROLE_WORDS } from '../../cluster/cluster-role/role-change.js';
import { formatLocalTime } from '../../formats/instants.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ClusterRoleEvent } from '../../operations/cluster-role/cluster-role-report.js';
import type { ClusterReport } from '../../operations/listing/list-members.js';
import { listView } from '../list/list.js';
import { type Narration, waitedText } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';

/** What happens on the way: tables and patronictl's closing line are results, all else are remarks. */
export function clusterRoleEventView(event: ClusterRoleEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'topology':
      return { result: `Current cluster topology\n${table(event.at, event.clusters, screen)}` };
    case 'plan':
      return { remark: planLines(event).map(line).join(''), warnings: event.warnings };
    case 'standing': {
      if (event.isNew) return { remark: line(standingText(event)) };
      return { passing: `  ${visibleText(event.sentence)} (${waitedText(event)})` };
    }
    case 'changed': {
      const { at, verb, clusters } = event;
      const closing = `${formatLocalTime(new Date(at))} cluster is successfully ${ROLE_WORDS[verb].done}`;
      return { result: `${closing}\n${clusters.length === 0 ? '' : table(at, clusters, screen)}` };
    }
  }
}

type Plan = Extract<ClusterRoleEvent, { readonly kind: 'plan' }>;
type Standing = Extract<ClusterRoleEvent, { readonly kind: 'standing' }>;

function planLines({ verb, scope, source, remotes }: Plan): string[] {
  const { slot, followsArchive } = source;
  const names = [
    ...source.remotes.map(addressText),
    ...(source.localPort === null ? [] : [`port ${source.localPort} of each member's own machine`]),
  ];
  const server = names.length === 0 ? [] : [`${names.join(', ')}${slot === null ? '' : ` (slot ${slot})`}`];
  const whom = [...server, ...(followsArchive ? ['an archive (restore_command)'] : [])].join(' and ');
  const plan =
    verb === 'demote-cluster'
      ? `Demotion: nobody writes to ${scope} any more; it follows ${whom}`
      : `Promotion: ${scope} takes writes${whom === '' ? '' : `, and no longer follows ${whom}`}`;
  return [plan, ...remotes.map(remoteText)];
}

function remoteText(look: RemoteLook): string {
  const words = {
    primary: 'a primary',
    standby: 'a standby',
    unreachable: 'does not answer',
    unreadable: 'answers, but cannot be examined',
  };
  return `  ${addressText(look)}: ${words[look.state]}`;
}

/** patronictl's line, with Python's words for what is missing. */
function standingText({ at, isUnlocked, leaderRole, leaderState, formerLeaderState }: Standing): string {
  const parts = [
    `${formatLocalTime(new Date(at))} cluster is unlocked: ${isUnlocked ? 'True' : 'False'}`,
    `leader role: ${leaderRole ?? 'None'}`,
    `leader state: ${leaderState ?? 'None'}`,
    ...(formerLeaderState === null ? [] : [`previous leader state: '${formerLeaderState}'`]),
  ];
  return parts.join(', ');
}

function table(at: string, clusters: readonly ClusterReport[], screen: Screen): string {
  const report = { outcome: 'done', code: null, warnings: [], errors: [], at, clusters } as const;
  return listView(report, screen, { format: undefined, extended: false, timestamp: false, group: null });
}

function line(text: string): string {
  return `${visibleText(text)}\n`;
}
