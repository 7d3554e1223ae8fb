import { describe, expect, it } from 'vitest';
import { balancerFlags, balancersFor, balancersToLeave } from '../../src/cli/flags/balancers.js';
import { changeFlags, changeRequest } from '../../src/cli/flags/change-leader.js';
import { clusterArgument, globalFlags } from '../../src/cli/flags/flags.js';
import { generateFlags, generateRequest } from '../../src/cli/flags/haproxy.js';
import { resolveSettings } from '../../src/cli/settings/settings.js';
import { Failure } from '../../src/errors.js';
import type { ChangeLeaderRequest } from '../../src/operations/change-leader/change-request.js';
import { NOTHING_TYPED } from '../../src/operations/typed-words.js';
import { aBalancer } from '../support/fake-balancers.js';
import { parseArgv } from '../support/parse-argv.js';

const settings = {
  ...resolveSettings({ dcsUrl: '127.0.0.1:2379', insecure: false, env: {}, file: null }),
  balancers: [
    aBalancer({ login: { username: 'ctl', password: 's3' }, file: '/etc/haproxy.cfg' }),
    aBalancer({ stats: null }),
    aBalancer({ scope: 'other' }),
  ],
};

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (thrown) {
    if (thrown instanceof Failure) return `${thrown.outcome} ${thrown.problem.code}`;
    throw thrown;
  }
  return 'none';
}

describe('the HAProxies of a change of leader', () => {
  const CHANGE = { args: clusterArgument, flags: { ...globalFlags, ...changeFlags } };
  const OWN = { typed: NOTHING_TYPED, kind: 'switchover', leader: null, replacesSchedule: false } as const;
  const routing = async (
    argv: readonly string[],
    wait?: ChangeLeaderRequest['wait'],
    scheduled: string | null = null,
  ) => {
    const { args, flags } = await parseArgv(argv, CHANGE);
    return changeRequest(args, { ...flags, wait }, settings, { ...OWN, scheduled }).routing;
  };

  it('are those of the settings that can be asked', async () => {
    expect(await routing(['demo'])).toEqual({ balancers: [settings.balancers[0]], push: false });
    expect((await routing(['demo', '--push-route']))?.push).toBe(true);
    expect(await routing(['nobody'])).toBeNull();
  });

  const PUSH = ['demo', '--push-route'];
  it.each<[string, () => Promise<unknown>, string]>([
    ['none is known', () => routing(['nobody', '--push-route']), 'usage no-haproxy'],
    ['nobody waits', () => routing(PUSH, 'none'), 'usage push-needs-waiting'],
    ['it comes later', () => routing(PUSH, undefined, '2030-01-01T03:00:00Z'), 'usage push-needs-waiting'],
  ])('cannot be told if %s', async (_, run, code) => {
    expect(await codeOf(run)).toBe(code);
  });
});

describe('the HAProxies that are looked at', () => {
  const looked = async (scope: string, argv: readonly string[]) =>
    balancersFor(
      scope,
      (await parseArgv(argv, { flags: { ...globalFlags, ...balancerFlags } })).flags,
      settings,
    );

  it('are those that were typed, with what the settings know of them', async () => {
    const argv = ['--stats', '/run/haproxy/admin.sock', '--stats', 'lb2:9999', '--file', '/tmp/other.cfg'];
    expect(await looked('demo', argv)).toMatchObject([
      { stats: '/run/haproxy/admin.sock', login: { password: 's3' }, file: '/tmp/other.cfg' },
      { stats: 'lb2:9999', login: null, file: '/tmp/other.cfg' },
    ]);
    expect(await looked('other', [])).toEqual([settings.balancers[2]]);
  });

  it('and left by a drain have to be known', async () => {
    const world = { settings, operator: { name: 'ann', host: 'desk' } };
    expect(balancersToLeave(false, 'nobody', world)).toBeNull();
    expect(balancersToLeave(true, 'demo', world)).toEqual({
      balancers: [settings.balancers[0]],
      by: 'ann@desk',
    });
    expect(await codeOf(async () => balancersToLeave(true, 'nobody', world))).toBe('usage no-haproxy');
  });
});

describe('what is to be generated', () => {
  const generate = async (...argv: readonly string[]) =>
    generateRequest((await parseArgv(argv, { flags: { ...globalFlags, ...generateFlags } })).flags, settings);

  it.each([
    ['16MB', '16MB'],
    ['1048576', '1048576'],
    ['1.5MB', '1572864'],
    ['16 MB', '16777216'],
    ['none', null],
  ])('has a limit of lag that Patroni reads: %s', async (lag, expected) => {
    expect((await generate('--lag', lag)).lag).toBe(expected);
  });

  it.each<[readonly string[], string]>([
    [['--lag', 'much'], 'usage bad-size'],
    [['--reaction', '399ms'], 'usage bad-duration'],
    [['--reaction', '60001ms'], 'usage bad-duration'],
    [['--reaction', '400ms'], 'none'],
  ])('%j: %s', async (argv, code) => {
    expect(await codeOf(() => generate(...argv))).toBe(code);
  });

  it('has no global section if it is partial', async () => {
    expect((await generate('--partial')).global).toBeNull();
    expect((await generate()).global).toMatchObject({ account: 'haproxy', statsPage: { user: null } });
  });
});
