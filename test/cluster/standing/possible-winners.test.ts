import { describe, expect, it } from 'vitest';
import { possibleWinners, type Racer } from '../../../src/cluster/standing/possible-winners.js';

const END = 1000;

function sound(member: string, changes: Partial<Racer> = {}): Racer {
  const position = changes.position ?? END;
  return {
    member,
    position,
    lag: Math.max(0, END - position),
    streams: true,
    priority: 1,
    hasDiverged: false,
    ...changes,
  };
}

/** Cut off, on a line of its own. */
function diverged(member: string, position: number, changes: Partial<Racer> = {}): Racer {
  return sound(member, { position, streams: false, hasDiverged: true, ...changes });
}

describe('possibleWinners', () => {
  it.each<{ name: string; racers: readonly Racer[]; winners: readonly string[] }>([
    { name: 'nobody', racers: [], winners: [] },
    {
      name: 'those that stream, equally',
      racers: [sound('a'), sound('b', { position: 900 })],
      winners: ['a', 'b'],
    },
    { name: 'priority among them', racers: [sound('a'), sound('b', { priority: 2 })], winners: ['b'] },
    {
      name: 'one that does not stream comes after them',
      racers: [sound('a', { position: 900, streams: false }), sound('b')],
      winners: ['b'],
    },
    {
      name: 'one that has diverged and is behind the sound one',
      racers: [sound('a'), diverged('b', 900)],
      winners: ['a'],
    },
    {
      name: 'as far as the sound one: either',
      racers: [sound('a'), diverged('b', END)],
      winners: ['a', 'b'],
    },
    {
      name: 'ahead of the leader itself: the sound one cannot',
      racers: [sound('a'), diverged('b', END + 1)],
      winners: ['b'],
    },
    {
      name: 'between the sound one and the leader: either',
      racers: [sound('a', { position: 800 }), diverged('b', 900)],
      winners: ['a', 'b'],
    },
    {
      name: 'the sound one is cut off and behind',
      racers: [sound('a', { position: 800, streams: false }), diverged('b', 900)],
      winners: ['b'],
    },
    {
      name: 'only those that have diverged, the furthest',
      racers: [diverged('a', 10), diverged('b', 20)],
      winners: ['b'],
    },
    { name: 'equally far', racers: [diverged('a', 20), diverged('b', 20)], winners: ['a', 'b'] },
    {
      name: 'one that still receives from somebody, nobody knows how much',
      racers: [sound('a'), diverged('b', 10, { streams: true })],
      winners: ['a', 'b'],
    },
  ])('$name', ({ racers, winners }) => {
    expect(possibleWinners(racers, END).map(({ member }) => member)).toEqual(winners);
  });
});
