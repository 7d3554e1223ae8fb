import { describe, expect, it } from 'vitest';
import { unlessInterrupted } from '../../../src/operations/change-leader/unless-interrupted.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { answered, doubtful } from '../../support/fake-orders.js';
import { ALL_WELL, type Course, play, type Recipe, type World } from './scenario.js';

const CANCELLED = { line: 'cancelled/interrupted', exit: 130, sent: 0 };

/** Ctrl-C so long after the start. */
function interruptAt(ms: number): (world: World) => void {
  return (world) => world.clock.after(ms, () => world.interruption.interrupt());
}

describe('interrupted before anything is sent', () => {
  it.each<{ name: string; recipe: Recipe }>([
    {
      name: 'while agents are asked',
      recipe: {
        prepare: ({ agents, clock, interruption }) => {
          const readStatus = agents.readStatus.bind(agents);
          agents.readStatus = (member) => clock.sleep(500).then(() => readStatus(member));
          clock.after(100, () => interruption.interrupt());
        },
      },
    },
    {
      name: 'while the closing question waits for its answer',
      recipe: {
        typed: { unattended: false, leader: 'pg2', scheduled: 'now' },
        prepare: ({ questions, interruption }) => {
          questions.canAsk = async () => true;
          questions.confirm = () => {
            interruption.interrupt();
            return new Promise(() => {});
          };
        },
      },
    },
    {
      name: 'together with the yes',
      recipe: {
        typed: { unattended: false, leader: 'pg2', scheduled: 'now' },
        prepare: ({ questions, interruption }) => {
          questions.canAsk = async () => true;
          questions.confirm = async () => {
            interruption.interrupt();
            return true;
          };
        },
      },
    },
    {
      name: 'while the probes begin',
      recipe: {
        typed: { routes: [] },
        servers: new Map([15401, 15402, 15403].map((port) => [port, 'silent'])),
        prepare: interruptAt(25),
      },
    },
    {
      name: 'while the lease of the leader is looked at',
      recipe: {
        typed: { viaDcs: true },
        lease: () => ({ grantedSeconds: 30, remainingSeconds: 20 }),
        prepare: interruptAt(2000),
      },
    },
    {
      name: 'while it is read once more',
      recipe: {
        prepare: ({ dcs, interruption }) => {
          const readScope = dcs.readScope.bind(dcs);
          let reads = 0;
          dcs.readScope = (scope) => {
            reads += 1;
            if (reads === 2) interruption.interrupt();
            return readScope(scope);
          };
        },
      },
    },
  ])('$name', async ({ recipe }) => {
    const { line, exit, sent, messages, world } = await play(recipe);
    expect({ line, exit, sent }).toEqual(CANCELLED);
    expect(messages).toEqual(['interrupted; nothing was sent.']);
    expect(world.servers.open).toBe(0);
  });

  it('even if the work has ended at the same moment', async () => {
    const interruption = new FakeInterruption();
    interruption.watch();
    interruption.interrupt();
    const ended = unlessInterrupted(interruption, Promise.resolve('ready'));
    await expect(ended).rejects.toMatchObject({ outcome: 'cancelled' });
  });

  it('watches from the very beginning', async () => {
    const { world } = await play({
      prepare: ({ dcs, interruption }) => {
        const readScope = dcs.readScope.bind(dcs);
        dcs.readScope = (scope) => {
          expect(interruption.isWatched).toBe(true);
          return readScope(scope);
        };
      },
    });
    expect(world.interruption.isWatched).toBe(true);
  });
});

describe('interrupted after it was sent', () => {
  const slow = 3_600_000;
  it.each<{ name: string; course: Course; reply?: Recipe['reply']; message: string }>([
    {
      name: 'nothing has shown, and no answer has come',
      course: {},
      message: 'interrupted: pg2 has not begun to stop; the request was sent and is not answered yet',
    },
    {
      name: 'nothing has shown, and the answer is lost',
      course: {},
      reply: () => doubtful('pg2'),
      message: 'interrupted: pg2 has not begun to stop; the request was sent and its answer is missing',
    },
    {
      name: 'nothing has shown, and the agent has failed in some way',
      course: {},
      reply: () => answered(503, 'failed to write failover key into DCS'),
      message:
        'interrupted: pg2 has not begun to stop; the request was answered: 503, failed to write failover key into DCS',
    },
    {
      name: 'it has the request',
      course: { ...ALL_WELL, stopping: slow, released: slow, locked: slow, writable: slow },
      message: 'interrupted: pg2 has the request and has not begun to stop',
    },
    {
      name: 'it is stopping',
      course: { ...ALL_WELL, released: slow, locked: slow, writable: slow },
      message: 'interrupted: pg2 is still stopping, which cannot be cancelled any more',
    },
    {
      name: 'nobody leads',
      course: { ...ALL_WELL, locked: slow, writable: slow },
      message: 'interrupted: pg2 has given up the lock, and nobody has taken it',
    },
    {
      name: 'the new leader is promoted',
      course: { ...ALL_WELL, writable: slow },
      message: 'interrupted: pg1 has the lock and was not seen to accept writes yet',
    },
  ])('$name', async ({ course, reply = () => new Promise(() => {}), message }) => {
    const { line, exit, sent, messages, next } = await play({ course, reply, prepare: interruptAt(5000) });
    expect({ line, exit, sent }).toEqual({ line: 'unknown/interrupted', exit: 5, sent: 1 });
    expect(messages).toEqual([`${message}. It may still happen.`]);
    expect(next).toEqual(['ctl switchover demo --follow']);
  });

  it('is no doubt if the agent has declined', async () => {
    const { line } = await play({
      course: {},
      reply: (world) => {
        world.interruption.interrupt();
        return answered(412, 'no');
      },
    });
    expect(line).toBe('refused/agent-refused');
  });

  it('while the former leader is looked for: it is done', async () => {
    const { line, warnings, report } = await play({ prepare: interruptAt(4000) });
    expect({ line, warnings }).toEqual({ line: 'done', warnings: ['former-leader-not-back'] });
    expect(report?.warnings.map(({ message }) => message)).toEqual([
      'the former leader pg2 did not stream when it was interrupted',
    ]);
    expect(report?.elapsedMs).toBeLessThan(4200);
  });
});
