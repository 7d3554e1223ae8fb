import type { CandidateReason, CandidateVerdict } from '../../cluster/change-leader/candidate.js';
import { formatDuration } from '../../formats/durations.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ChangeEvent } from '../../operations/change-leader/change-event.js';
import type { LeaderPlan } from '../../operations/change-leader/change-report.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';
import { lossLines } from './loss.js';

type PlanEvent = Extract<ChangeEvent, { readonly kind: 'plan' }>;

const INDENT = '  ';
/** The reasons stand below, too. */
const LEAST_IMPORTANT = ['RECEIVE', 'WHY', 'REPLAY'];

/** The preflight: who may take over and why, and what it means for the leader. */
export function changePlanView(event: PlanEvent, screen: Screen): string {
  const style = styleFor(screen);
  const { plan, scope, group, from, candidate } = event;
  const kind = event.change === 'switchover' ? 'Switchover' : 'Failover';
  const to = candidate ?? plan.expectedWinner ?? 'whoever wins';
  const what = group === null ? scope : `${scope} group ${group}`;
  const title = `${kind} of ${what}: ${from ?? 'nobody'} ${style.arrow} ${to}`;
  const remarks = [
    ...plan.candidates.flatMap((verdict) =>
      verdict.reasons.map((reason) => reasonLine(verdict, reason, style)),
    ),
    ...(candidate === null && plan.whyWinner !== null ? [visibleText(plan.whyWinner)] : []),
    ...(plan.leader === null ? [] : leaderLines(plan.leader)),
    ...lossLines(event),
    style.dim("This is how it looks from here; the leader's own view decides."),
  ];
  const lines = [
    style.strong(visibleText(title)),
    '',
    ...candidatesTable(plan.candidates, style, screen),
    '',
    ...remarks.flatMap((line) =>
      wrapText(line, screen.columns - INDENT.length).map((each) => `${INDENT}${each}`),
    ),
  ];
  return `${lines.join('\n')}\n\n`;
}

function candidatesTable(candidates: readonly CandidateVerdict[], style: Style, screen: Screen): string[] {
  if (candidates.length === 0) return [`${INDENT}no member could take over`];
  const column = (title: string, text: (verdict: CandidateVerdict) => string): FilledColumn => ({
    title,
    align: title === 'RECEIVE' ? 'right' : 'left',
    cells: candidates.map(text),
  });
  const columns = [
    column('CANDIDATE', ({ member }) => visibleText(member)),
    column('VERDICT', (verdict) => verdictText(verdict, style)),
    column('RECEIVE', ({ receiveLag }) => (receiveLag === null ? '?' : formatBytes(receiveLag))),
    column('REPLAY', replayText),
    column('WHY', whyText),
  ];
  const { lines, left } = fittedTable(columns, LEAST_IMPORTANT, screen.columns - INDENT.length);
  const rows = lines.map((line, index) => `${INDENT}${index === 0 ? style.dim(line) : line}`);
  return [...rows, ...leftOutLines(left, '--json has', style, screen)];
}

function verdictText({ eligible, reasons }: CandidateVerdict, style: Style): string {
  if (!eligible) return style.bad('not eligible');
  return reasons.length === 0 ? style.good('eligible') : style.warning('eligible');
}

function replayText({ replayLag, replaySeconds }: CandidateVerdict): string {
  if (replayLag === null) return '?';
  const seconds = replaySeconds === null || replaySeconds < 1 ? '' : `, ~${Math.round(replaySeconds)} s`;
  return `${formatBytes(replayLag)}${seconds}`;
}

function whyText({ reasons, sync, agentMs }: CandidateVerdict): string {
  if (reasons.length > 0) return reasons.map(({ code }) => code).join(', ');
  const role = sync === null ? [] : [`${sync} standby`];
  return [...role, ...(agentMs === null ? [] : [`agent answers in ${agentMs} ms`])].join(', ');
}

function reasonLine({ member }: CandidateVerdict, reason: CandidateReason, style: Style): string {
  const code = reason.severity === 'warns' ? style.warning(reason.code) : style.bad(reason.code);
  return `${visibleText(member)}: ${code}   ${visibleText(reason.sentence)}`;
}

function leaderLines(leader: LeaderPlan): string[] {
  const { member, clients, openTransactions, oldestTransactionAge, checkpointBytes, slowReceivers } = leader;
  if (clients === null || openTransactions === null) {
    return [`${visibleText(member)}: its PostgreSQL cannot be asked, so who is connected is not known`];
  }
  const oldest =
    oldestTransactionAge === null || oldestTransactionAge < 10
      ? ''
      : ` (the oldest runs for ${formatDuration(oldestTransactionAge * 1000)})`;
  const checkpoint =
    checkpointBytes === null
      ? ''
      : `; about ${formatBytes(checkpointBytes)} to checkpoint first (writes go on meanwhile)`;
  const dropped = `${count(clients, 'client')} and roll back ${count(openTransactions, 'open transaction')}`;
  const slow =
    slowReceivers.length === 0
      ? []
      : [`its shutdown waits for receivers that are behind: ${visibleText(slowReceivers.join(', '))}`];
  return [`${visibleText(member)} will drop ${dropped}${oldest}${checkpoint}`, ...slow];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
