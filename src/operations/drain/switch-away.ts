import { Failure } from '../../errors.js';
import { changeLeader } from '../change-leader/change-leader.js';
import type { ChangeReport } from '../change-leader/change-report.js';
import { unattendedSwitchover } from '../change-leader/unattended-switchover.js';
import { again } from '../typed-words.js';
import type { SwitchoverSummary, TellDrain } from './drain-report.js';
import type { DrainPorts, DrainRequest } from './drain-request.js';
import type { FoundMember } from './find-member.js';

/** Nobody is surprised by a switchover: it is asked for by an option, and confirmed. */
export async function confirmSwitchover(
  { questions }: Pick<DrainPorts, 'questions'>,
  { unattended, dryRun, typed }: DrainRequest,
  { name, reading }: FoundMember,
  candidate: string,
): Promise<void> {
  if (unattended || dryRun) return;
  if (!(await questions.canAsk())) {
    const message = `${name} leads, and nobody can be asked about the switchover, because standard input is at its end; give --yes`;
    const next = again('drain', reading, { ...typed, args: [name] }, { yes: true });
    throw new Failure('usage', 'no-answer', message, { subject: '--yes', next });
  }
  const question = `Are you sure you want to switchover cluster ${reading.scope} to ${candidate}, demoting current leader ${name}?`;
  if (!(await questions.confirm(question, '--yes')))
    throw new Failure('cancelled', 'cancelled', 'Aborting switchover; nothing was changed');
}

/** Moves leadership to the candidate and waits for the former leader; of a dry run its checks only. */
export async function switchAway(
  ports: DrainPorts,
  { dryRun, deadlineMs, allowsDataLoss }: DrainRequest,
  { name, reading }: FoundMember,
  candidate: string,
  tell: TellDrain,
): Promise<ChangeReport> {
  const asked = { dryRun, deadlineMs, allowsDataLoss };
  const request = unattendedSwitchover(reading, name, candidate, asked);
  const report = await changeLeader(ports, request, (event) => {
    // The maintenance mode has been told already.
    const shown =
      event.kind === 'plan'
        ? { ...event, warnings: event.warnings.filter(({ code }) => code !== 'paused') }
        : event;
    tell({ kind: 'change', event: shown });
  });
  tell({ kind: 'changed', report, now: ports.clock.now() });
  return report;
}

export function summarizeSwitchover(
  from: string,
  candidate: string,
  report: ChangeReport,
): SwitchoverSummary {
  const { outcome, code, newLeader, timeline, elapsedMs } = report;
  return { outcome, code, from, candidate, newLeader, timeline, elapsedMs };
}
