import { describe, expect, it } from 'vitest';
import { answered, denied, doubtful, notSent } from '../../support/fake-orders.js';
import { type Course, type Recipe, restartIn } from './restart-world.js';

const AT = '2026-11-23T03:00:00+01:00';
const scheduled = (changes: Recipe['request'] = {}): NonNullable<Recipe['request']> => ({
  scheduled: AT,
  names: ['pg2'],
  ...changes,
});
const accepted: Course = () => answered(202, 'Restart scheduled');

describe('a scheduled restart', () => {
  it('is accepted by the agent of each member, which keeps it by itself', async () => {
    const { line, stdout, stderr, world, report } = await restartIn({
      request: scheduled({ names: [] }),
      course: accepted,
    });
    expect(line).toBe('0 accepted');
    expect(stdout).toBe(
      'Success: restart scheduled on member pg1\nSuccess: restart scheduled on member pg2\nSuccess: restart scheduled on member pg3\n',
    );
    expect(stderr).toBe(
      `The schedule means ${AT} (02:00:00 UTC, in 7 h 53 min).\nwarning: scheduled-together\n`,
    );
    expect(world.orders.sent.map(({ order }) => 'schedule' in order && order.schedule)).toEqual([AT, AT, AT]);
    expect(report?.scheduledAt).toBe(AT);
  });

  it.each<[string, Course, string, string]>([
    ['202', accepted, '0 accepted', 'Success: restart scheduled on member pg2'],
    [
      '409',
      () => answered(409, 'Another restart is already scheduled'),
      '1 refused already-scheduled',
      'Failed: another restart is already scheduled on member pg2',
    ],
    [
      '400',
      () => answered(400, 'Timezone information is mandatory for the scheduled restart'),
      '1 refused agent-refused',
      'Failed: restart for member pg2, status code=400, (Timezone information is mandatory for the scheduled restart)',
    ],
    [
      '422',
      () => answered(422, 'Cannot schedule restart in the past'),
      '1 refused agent-refused',
      'Failed: restart for member pg2, status code=422, (Cannot schedule restart in the past)',
    ],
    [
      '500',
      () => answered(500, "Can't schedule restart in the paused state"),
      '1 refused agent-refused',
      "Failed: restart for member pg2, status code=500, (Can't schedule restart in the paused state)",
    ],
    [
      '503',
      () => answered(503, 'Service Unavailable'),
      '5 unknown agent-answer',
      'Unknown: restart for member pg2, status code=503, (Service Unavailable; whether it was done is not known)',
    ],
    [
      '401',
      () => denied('pg2'),
      '4 unreachable agent-auth',
      'Failed: restart for member pg2, (127.0.0.1:8008: refuses the login)',
    ],
    [
      'not sent',
      () => notSent('pg2'),
      '4 unreachable agent-unreachable',
      'Failed: restart for member pg2, (127.0.0.1:8008: no answer)',
    ],
    [
      'lost',
      () => doubtful('pg2'),
      '5 unknown agent-reply-lost',
      'Unknown: restart for member pg2, (127.0.0.1:8008: no answer in 10 s)',
    ],
    [
      'lost, and stored',
      (world, { member }) => {
        world.become(member, { scheduledRestartAt: '2026-11-23T02:00:00+00:00' });
        return doubtful(member);
      },
      '0 accepted',
      'Success: restart scheduled on member pg2',
    ],
  ])('answer %s', async (_, course, line, expected) => {
    const ending = await restartIn({ request: scheduled(), course });
    expect(ending.line).toBe(line);
    expect(ending.stdout).toBe(`${expected}\n`);
  });

  it('replaces another one only if it is told to', async () => {
    const statuses = { pg2: { scheduledRestartAt: '2026-11-24T02:00:00+00:00' } };
    const course: Course = (_, { order }) =>
      order.verb === 'cancel-restart'
        ? answered(200, 'scheduled restart deleted')
        : answered(202, 'Restart scheduled');
    expect((await restartIn({ request: scheduled(), course, statuses })).sent).toEqual(['pg2']);
    const replacing = await restartIn({ request: scheduled({ replacesSchedule: true }), course, statuses });
    expect(replacing.sent).toEqual(['cancel-restart pg2', 'pg2']);
    const refused = await restartIn({
      request: scheduled(),
      course: () => answered(409, 'Another restart is already scheduled'),
    });
    expect(refused.next).toBe('--replace-scheduled, or first: ctl flush demo pg2 restart');
  });

  it.each<[string, Recipe, string]>([
    [
      'while paused',
      { request: scheduled(), cluster: { config: { pause: true } } },
      '1 refused paused-no-schedule',
    ],
    [
      'in the past',
      { request: scheduled({ scheduled: '2026-11-22T18:00:00Z' }) },
      '1 refused schedule-in-past',
    ],
    [
      'without an offset, and nobody to ask',
      { request: scheduled({ scheduled: '2026-11-23T03:00' }) },
      '2 usage schedule-without-offset',
    ],
    [
      'No',
      {
        request: scheduled({ unattended: false }),
        questions: [
          ['Are you sure you want to schedule restart of members pg2 at 2026-11-23 03:00:00+01:00?', false],
        ],
      },
      '130 cancelled cancelled',
    ],
    [
      'No, with --pending',
      {
        request: scheduled({ unattended: false, pending: true }),
        questions: [
          [
            'The nodes needing a restart will be identified at the scheduled time, and might be different from the ones showing pending restart right now. Is this fine?',
            false,
          ],
        ],
      },
      '130 cancelled cancelled',
    ],
  ])('%s: nothing is sent', async (_, recipe, line) => {
    const ending = await restartIn(recipe);
    expect([ending.line, ending.sent]).toEqual([line, []]);
  });

  it('--dry-run: says what would be', async () => {
    const { line, sent, stdout } = await restartIn({ request: scheduled({ dryRun: true }) });
    expect([line, sent]).toEqual(['0 done', []]);
    expect(stdout).toBe(`Dry run: nothing was sent. It would be scheduled at ${AT} on pg2.\n`);
  });
});
