import { describe, expect, it } from 'vitest';
import { ComingReply, type Followed, follow } from '../../../src/operations/following/follow.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { answered } from '../../support/fake-orders.js';
import { VirtualClock } from '../../support/virtual-clock.js';

function world(changes: Partial<Followed<number, string>> = {}) {
  const clock = new VirtualClock();
  const interruption = new FakeInterruption();
  const looks: number[] = [];
  const told: number[] = [];
  const followed: Followed<number, string> = {
    clock,
    interruption,
    tickMs: 400,
    startedMs: clock.monotonicMs(),
    look: (elapsedMs) => looks.push(elapsedMs),
    endOf: (_, elapsedMs) => (interruption.requested ? 'interrupted' : elapsedMs >= 2500 ? 'deadline' : null),
    tell: (_, elapsedMs) => told.push(elapsedMs),
    ...changes,
  };
  return { clock, interruption, looks, told, run: () => follow(followed) };
}

describe('what is followed', () => {
  it('is looked at until it ends, and told about once a second', async () => {
    const { run, looks, told } = world();
    expect(await run()).toEqual({ end: 'deadline', state: 8, elapsedMs: 2800 });
    expect(looks).toEqual([0, 400, 800, 1200, 1600, 2000, 2400, 2800]);
    expect(told).toEqual([1200, 2400]);
  });

  it('has a moment before the first look if somebody is asked', async () => {
    let asked = 0;
    const { run, looks } = world({
      ask: () => {
        asked += 1;
      },
    });
    await run();
    expect(looks[0]).toBe(400);
    expect(asked).toBe(looks.length);
  });

  it('ends at once when it is interrupted', async () => {
    const { run, clock, interruption } = world();
    interruption.watch();
    clock.after(900, () => interruption.interrupt());
    expect(await run()).toMatchObject({ end: 'interrupted', elapsedMs: 900 });
  });

  it('is measured from when it began, not from when somebody began to look', async () => {
    const { run, clock, looks } = world();
    await clock.sleep(2000);
    await run();
    expect(looks).toEqual([2000, 2400, 2800]);
  });
});

describe('the answer to an order', () => {
  it('is there once it has come, with its age', async () => {
    const clock = new VirtualClock();
    const coming = new ComingReply(
      clock.sleep(500).then(() => answered(200, 'ok')),
      clock,
    );
    expect([coming.reply, coming.sinceMs]).toEqual([null, 0]);
    await coming.come;
    await clock.sleep(700);
    expect([coming.reply, coming.sinceMs]).toEqual([answered(200, 'ok'), 700]);
  });

  it('never comes where nothing was sent', async () => {
    const coming = new ComingReply(null, new VirtualClock());
    await coming.come;
    expect(coming.reply).toBeNull();
  });

  it('of an order that rejects fails whoever looks', async () => {
    const coming = new ComingReply(Promise.reject(new Error('a fault of ours')), new VirtualClock());
    expect(coming.reply).toBeNull();
    await coming.come;
    expect(() => coming.reply).toThrow('a fault of ours');
  });
});
