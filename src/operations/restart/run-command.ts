import type { Member } from '../../cluster/model/member.js';
import { ownReasons } from '../../cluster/restart/setting-changes.js';
import type { Problem } from '../../errors.js';
import { fillCommand } from '../../formats/command-words.js';
import type { CommandResult } from '../ports/ports.js';
import type { Turn } from './turn.js';

/** Packages may take long to install. */
const LIMIT_MS = 3_600_000;

/** The command of the operator for this member, or why there is none that could be run. */
export function commandFor(
  { name, host, port }: Pick<Member, 'name' | 'host' | 'port'>,
  template: string,
): { readonly command: string } | { readonly problem: Problem } {
  const filled = fillCommand(template, { member: name, host, port: port === null ? null : String(port) });
  if ('command' in filled) return filled;
  const message = `${name}: --exec: ${filled.error}`;
  return { problem: { code: 'exec-unsafe', message, subject: name, next: null } };
}

/** Runs it for a member that has been taken; why the roll stops there, or null. */
export async function runCommand(turn: Turn, template: string): Promise<Problem | null> {
  const { ports, request, tell } = turn.context;
  const { member = { name: turn.step.member, host: null, port: null } } = turn;
  const made = commandFor(member, template);
  if ('problem' in made) return made.problem;
  const startMs = turn.elapsedMs;
  tell({ kind: 'remark', sentence: `  ${turn.step.member}: ${made.command}` });
  const result = await ports.commands.run({
    command: made.command,
    limitMs: request.deadlineMs ?? LIMIT_MS,
    until: ports.interruption.happened,
    onOutput: (text) => tell({ kind: 'output', text }),
  });
  const { exit, output } = result;
  turn.note({ command: { command: made.command, exit, output, elapsedMs: turn.elapsedMs - startMs } });
  turn.restartClock();
  if (exit === 0) return null;
  const message = `${turn.step.member}: the command ${describeEnd(result)}`;
  return { code: 'exec-failed', message, subject: turn.step.member, next: null };
}

function describeEnd({ exit, stopped }: CommandResult): string {
  if (stopped === 'limit') return 'was ended because it took too long';
  if (stopped === 'interruption') return 'was interrupted';
  return exit === null ? 'was killed' : `ended with ${exit}`;
}

/**
 * Whether the command has restarted PostgreSQL itself; an agent that it has restarted, too, is waited for. Null if the agent does not
 * come back.
 */
export async function hasRestarted(turn: Turn): Promise<boolean | null> {
  for (;;) {
    const look = await turn.look();
    const status = look.statuses.get(turn.step.member) ?? null;
    const [reason] = ownReasons(turn.step.member, turn.baseline, look);
    if (status !== null) return status.state !== 'running' ? false : reason?.code !== 'not-restarted';
    if (turn.isOver || turn.isInterrupted) return null;
    await turn.waitFor('its agent does not answer after the command');
  }
}
