import { describe, expect, it } from 'vitest';
import { balancersFor, balancersToLeave } from '../../src/cli/flags/balancers.js';
import { changeRequest } from '../../src/cli/flags/change-leader.js';
import { generateRequest } from '../../src/cli/flags/haproxy.js';
import { resolveSettings } from '../../src/cli/settings/settings.js';
import { Failure } from '../../src/errors.js';
import { NOTHING_TYPED } from '../../src/operations/typed-words.js';
import { aBalancer } from '../support/fake-balancers.js';

const settings = {
  ...resolveSettings({ dcsUrl: '127.0.0.1:2379', insecure: false, env: {}, file: null }),
  balancers: [
    aBalancer({ login: { username: 'ctl', password: 's3' }, file: '/etc/haproxy.cfg' }),
    aBalancer({ stats: null }),
    aBalancer({ scope: 'other' }),
  ],
};

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof Failure) return `${thrown.outcome} ${thrown.problem.code}`;
    throw thrown;
  }
  return 'none';
}

const CHANGE = {
  force: false,
  yes: true,
  'dry-run': false,
  'via-dcs': false,
  'allow-data-loss': false,
  probe: false,
  'push-route': false,
} as const;
const OWN = {
  typed: NOTHING_TYPED,
  kind: 'switchover',
  leader: null,
  scheduled: null,
  replacesSchedule: false,
} as const;

describe('the HAProxies of a change of leader', () => {
  const routing = (cluster: string, changes: object = {}, own: object = {}) =>
    changeRequest({ cluster }, { ...CHANGE, ...changes }, settings, { ...OWN, ...own }).routing;

  it('are those of the settings that can be asked', () => {
    expect(routing('demo')).toEqual({ balancers: [settings.balancers[0]], push: false });
    expect(routing('demo', { 'push-route': true })?.push).toBe(true);
    expect(routing('nobody')).toBeNull();
  });

  it.each<[string, () => unknown, string]>([
    ['none is known', () => routing('nobody', { 'push-route': true }), 'usage no-haproxy'],
    ['nobody waits', () => routing('demo', { 'push-route': true, wait: 'none' }), 'usage push-needs-waiting'],
    [
      'it comes later',
      () => routing('demo', { 'push-route': true }, { scheduled: '2030-01-01T03:00:00Z' }),
      'usage push-needs-waiting',
    ],
  ])('cannot be told if %s', (_, run, code) => {
    expect(codeOf(run)).toBe(code);
  });
});

describe('the HAProxies that are looked at', () => {
  it('are those that were typed, with what the settings know of them', () => {
    const typed = [aBalancer({ stats: '/run/haproxy/admin.sock' }), aBalancer({ stats: 'lb2:9999' })];
    expect(balancersFor('demo', { stats: typed, file: '/tmp/other.cfg' }, settings)).toMatchObject([
      { stats: '/run/haproxy/admin.sock', login: { password: 's3' }, file: '/tmp/other.cfg' },
      { stats: 'lb2:9999', login: null, file: '/tmp/other.cfg' },
    ]);
    expect(balancersFor('other', {}, settings)).toEqual([settings.balancers[2]]);
  });

  it('and left by a drain have to be known', () => {
    const world = { settings, operator: { name: 'ann', host: 'desk' } };
    expect(balancersToLeave(false, 'nobody', world)).toBeNull();
    expect(balancersToLeave(true, 'demo', world)).toEqual({
      balancers: [settings.balancers[0]],
      by: 'ann@desk',
    });
    expect(codeOf(() => balancersToLeave(true, 'nobody', world))).toBe('usage no-haproxy');
  });
});

describe('what is to be generated', () => {
  const FLAGS = {
    partial: false,
    lag: '16MB',
    reaction: 2000,
    'stats-socket': '/run/haproxy/admin.sock',
    'stats-page': '127.0.0.1:8404',
  };
  const generate = (changes: object) => generateRequest({ ...FLAGS, ...changes }, settings);

  it.each([
    ['16MB', '16MB'],
    ['1048576', '1048576'],
    ['1.5MB', '1572864'],
    ['16 MB', '16777216'],
    ['none', null],
  ])('has a limit of lag that Patroni reads: %s', (lag, expected) => {
    expect(generate({ lag }).lag).toBe(expected);
  });

  it.each<[object, string]>([
    [{ lag: 'much' }, 'usage bad-size'],
    [{ reaction: 399 }, 'usage bad-duration'],
    [{ reaction: 60_001 }, 'usage bad-duration'],
    [{ reaction: 400 }, 'none'],
  ])('%j: %s', (changes, code) => {
    expect(codeOf(() => generate(changes))).toBe(code);
  });

  it('has no global section if it is partial', () => {
    expect(generate({ partial: true }).global).toBeNull();
    expect(generate({}).global).toMatchObject({ account: 'haproxy', statsPage: { user: null } });
  });
});
