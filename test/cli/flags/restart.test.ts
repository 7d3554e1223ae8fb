import { expect, it } from 'vitest';
import { restartFlags, restartGlobalFlags, restartRequest } from '../../../src/cli/flags/restart.js';
import { moveGlobalOptions } from '../../../src/cli/start/argv.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { parseArgv } from '../../support/parse-argv.js';

async function requestOf(...argv: readonly string[]) {
  const { flags } = await parseArgv(argv, { flags: { ...restartFlags, ...restartGlobalFlags } });
  return restartRequest(['demo'], flags, { citus: null }, NOTHING_TYPED);
}

it.each([
  [['--timeout', '30'], 30, null],
  [['--timeout', '2min', '--deadline', '10s'], 120, 10_000],
  [[], null, null],
] as const)("--timeout is patronictl's own: %j", async (argv, startTimeout, deadlineMs) => {
  expect(await requestOf(...argv)).toMatchObject({ startTimeout, deadlineMs });
});

it('--timeout before the command is the deadline, as for every command', () => {
  expect(moveGlobalOptions(['--timeout', '10s', 'restart', 'demo'])).toEqual({
    argv: ['restart', 'demo', '--deadline', '10s'],
  });
});

it.each([
  [['--timeout', '0'], 'Timeout should be a positive number of seconds'],
  [['--timeout', '30m'], '"30m": the unit is ambiguous; for minutes write 30min'],
  [['--rolling', '--max-lag', '1mb'], '"1mb": unknown unit "mb"; use B, kB, MB, GB or TB'],
  [['--switchover'], /--rolling/],
  [['--exec', 'true'], /--rolling/],
  [['--rolling', '--parallel', '2'], /--parallel/],
  [['--rolling', '--scheduled', 'now'], /--scheduled/],
  [['--rolling', '--switchover', '--skip-leader'], /--skip-leader/],
] as const)('%j is refused', async (argv, message) => {
  await expect(requestOf(...argv)).rejects.toThrow(message);
});

it.each([
  [['--parallel', '2'], { parallel: 2, rolling: null }],
  [['--scheduled', 'now', '--replace-scheduled'], { scheduled: 'now', replacesSchedule: true }],
  [['--started-before', '2026-11-22T00:00Z', '--rolling'], { startedBefore: '2026-11-22T00:00Z' }],
  [[], { any: false, pending: false, unattended: false, dryRun: false, parallel: 1, rolling: null }],
] as const)('%j is taken', async (argv, expected) => {
  expect(await requestOf(...argv)).toMatchObject(expected);
});

it('--rolling brings its own options', async () => {
  const { rolling } = await requestOf('--rolling', '--switchover', '--max-lag', '16MB', '--exec', 'true');
  expect(rolling).toEqual({
    leader: 'switchover',
    allowsDataLoss: false,
    maxLag: 16 * 1024 ** 2,
    command: 'true',
    allowsDegraded: false,
  });
  const danger = ['--rolling', '--switchover', '--allow-data-loss', '--even-if-degraded'];
  expect((await requestOf(...danger)).rolling).toMatchObject({ allowsDataLoss: true, allowsDegraded: true });
  expect((await requestOf('--rolling', '--skip-leader')).rolling).toMatchObject({ leader: 'skip' });
});
