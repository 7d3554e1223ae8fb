import { maximumLagOnFailover } from '../../cluster/model/dynamic-config.js';
import { type GateRules, gateReasons } from '../../cluster/restart/gate.js';
import type { Problem } from '../../errors.js';
import { leaveBalancers } from './leave-balancers.js';
import { proveRestart } from './prove-restart.js';
import { outcomeOf, restartMember } from './restart-member.js';
import { hasRestarted, runCommand } from './run-command.js';
import { switchLeader } from './switch-leader.js';
import type { Turn } from './turn.js';

interface TurnOptions {
  readonly postgresVersion: string | null;
  /** Members whose turns are over, who may lead. */
  readonly done: readonly string[];
  /** Members whose turns come. */
  readonly coming: readonly string[];
}

/** One turn of a roll: looks, takes the member out, runs the command, restarts, waits at the gate. Why the roll stops here, or null. */
export async function takeTurn(turn: Turn, options: TurnOptions): Promise<Problem | null> {
  const doubt = await lookBefore(turn);
  if (doubt !== null) return doubt;
  const left = await leaveBalancers(turn);
  if (left.problem !== null) return left.problem;
  let stop: Problem | null = null;
  let kept: Problem | null = null;
  try {
    stop = await takeMember(turn, options);
  } finally {
    kept = await left.back();
  }
  return stop ?? kept;
}

async function takeMember(turn: Turn, options: TurnOptions): Promise<Problem | null> {
  const { rolling } = turn.context.request;
  const template = rolling?.command ?? null;
  if (turn.step.action === 'switchover') {
    const failed = (await switchLeader(turn, options.done)) ?? (await proveFormerLeader(turn));
    if (failed !== null) return failed;
  }
  if (template !== null) {
    const failed = await runCommand(turn, template);
    if (failed !== null) return failed;
  }
  if (turn.step.action === 'restart' || template !== null) {
    const failed = await restartUnlessDone(turn, options.postgresVersion, template !== null);
    if (failed !== null) return failed;
  }
  return passGate(turn, await knownAt(turn, options.coming));
}

/** The last look before a member is taken: nothing has changed that the plan rests on. */
async function lookBefore(turn: Turn): Promise<Problem | null> {
  const look = await turn.look();
  const { member } = turn.step;
  if (turn.isInterrupted) {
    return {
      code: 'interrupted',
      message: `interrupted before ${member} was taken`,
      subject: member,
      next: null,
    };
  }
  if (look.cluster === null) {
    const message = `etcd does not answer: ${member} was not taken`;
    return { code: 'dcs-unreachable', message, subject: member, next: null };
  }
  const leader = look.cluster.leader?.name ?? null;
  if (leader !== turn.baseline.leader) return leaderChanged(leader ?? 'nobody', turn.baseline.leader);
  if ((look.statuses.get(member) ?? null) === null) {
    const message = `the agent of ${member} does not answer: it was not taken`;
    return { code: 'agent-unreachable', message, subject: member, next: null };
  }
  turn.noteStart(look);
  return null;
}

/** The switchover itself has restarted it. */
async function proveFormerLeader(turn: Turn): Promise<Problem | null> {
  turn.restartClock();
  const { look, outcome, code, text } = await proveRestart(turn, null);
  turn.note({ outcome, code, startedAfter: look.statuses.get(turn.step.member)?.startedAt ?? null });
  if (text !== '') turn.note({ text });
  turn.noteStanding(look);
  turn.note({ restartMs: turn.report.elapsedMs });
  // A command that follows asks for another restart.
  const isOver = outcome !== 'done' || (turn.context.request.rolling?.command ?? null) === null;
  if (isOver) turn.context.tell({ kind: 'answer', scheduled: false, member: outcomeOf(turn) });
  else turn.noteStart(look);
  return outcome === 'done' ? null : memberProblem(turn);
}

async function restartUnlessDone(
  turn: Turn,
  postgresVersion: string | null,
  afterCommand: boolean,
): Promise<Problem | null> {
  const isDone = afterCommand ? await hasRestarted(turn) : false;
  if (isDone === null) {
    const message = `the agent of ${turn.step.member} does not answer after the command`;
    turn.note({ outcome: 'unknown', code: 'agent-unreachable', text: message });
    return { code: 'agent-unreachable', message, subject: turn.step.member, next: null };
  }
  if (isDone) await proveAfterCommand(turn);
  else await restartMember(turn, postgresVersion);
  return turn.report.outcome === 'done' ? null : memberProblem(turn);
}

async function proveAfterCommand(turn: Turn): Promise<void> {
  const { look, outcome, code, status } = await proveRestart(turn, null);
  const startedAfter = look.statuses.get(turn.step.member)?.startedAt ?? null;
  turn.note({
    outcome,
    code,
    status,
    startedAfter,
    text: 'restarted by the command',
    restartMs: turn.elapsedMs,
  });
  turn.noteStanding(look);
  turn.context.tell({ kind: 'answer', scheduled: false, member: outcomeOf(turn) });
}

function memberProblem({ report, step }: Turn): Problem {
  const message = `${step.member}: ${report.text || report.outcome || ''}`;
  return { code: report.code ?? 'failed', message, subject: step.member, next: null };
}

/** A primary writes down its new settings when it starts; standbys that lower theirs after it must have read that. */
async function knownAt({ step, surveyed }: Turn, coming: readonly string[]): Promise<GateRules['knownAt']> {
  if (step.role !== 'leader' || step.action === 'switchover' || coming.length === 0) return null;
  const { statuses } = await surveyed.watch.look();
  const position = statuses.get(step.member)?.position ?? null;
  return position === null ? null : { position, members: coming };
}

/** Waits until the next member may be taken; why it cannot be is what the roll stops at, null if it can. */
async function passGate(turn: Turn, knownAt: GateRules['knownAt']): Promise<Problem | null> {
  const { request } = turn.context;
  const maxLag = request.rolling?.maxLag ?? maximumLagOnFailover(turn.surveyed.cluster.config);
  const rules = { step: turn.step, maxLag, knownAt };
  for (;;) {
    const look = await turn.look();
    const reasons = gateReasons(rules, turn.baseline, look);
    turn.note({ reasons, gate: reasons.length === 0 ? 'passed' : 'open' });
    turn.noteStanding(look);
    if (reasons.length === 0) return null;
    const [reason] = reasons;
    const leader = look.cluster?.leader?.name ?? null;
    if (leader !== null && leader !== turn.baseline.leader)
      return leaderChanged(leader, turn.baseline.leader);
    if (turn.isInterrupted) return stopped('interrupted', 'interrupted before the next member was taken');
    if (turn.isOver && reason !== undefined) {
      const member =
        reason.member === null || reason.member === turn.step.member ? turn.step.member : reason.member;
      return {
        ...stopped(reason.code, `not ready for the next member: ${reason.sentence}`),
        subject: member,
      };
    }
    await turn.waitFor(reason?.sentence ?? '');
  }
}

function stopped(code: string, message: string): Problem {
  return { code, message, subject: null, next: null };
}

/** Somebody else leads than the plan was made for. */
function leaderChanged(now: string, before: string | null): Problem {
  const message = `${now} leads now instead of ${before ?? 'nobody'}: the plan no longer fits`;
  return { code: 'leader-changed', message, subject: now, next: null };
}
