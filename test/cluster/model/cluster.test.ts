import { describe, expect, it } from 'vitest';
import { currentTimeline } from '../../../src/cluster/model/cluster.js';
import { aCluster, aMember } from '../../support/clusters.js';

describe('currentTimeline', () => {
  it.each([
    {
      name: "the leader's",
      leader: 'pg2',
      timelines: { pg1: 5, pg2: 4 },
      timeline: 4,
    },
    {
      name: 'the highest while the leader tells none',
      leader: 'pg2',
      timelines: { pg1: 3, pg2: null, pg3: 4 },
      timeline: 4,
    },
    { name: 'the highest without a leader', leader: null, timelines: { pg1: 3, pg3: 4 }, timeline: 4 },
    { name: 'unknown if nobody tells one', leader: null, timelines: { pg1: null }, timeline: null },
  ])('is $name', ({ leader, timelines, timeline }) => {
    const members = Object.entries(timelines).map(([name, each]) =>
      aMember(name, { timeline: each ?? null }),
    );
    expect(currentTimeline(aCluster({ leader, members }))).toBe(timeline);
  });
});
