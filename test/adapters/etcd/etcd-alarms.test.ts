import { describe, expect, it } from 'vitest';
import { alarmsOf } from '../../../src/adapters/etcd/etcd-health.js';

describe('the alarms in what etcd members say', () => {
  it.each([
    { name: 'nothing', errors: [], alarms: [] },
    { name: 'something else', errors: ['etcdserver: no leader'], alarms: [] },
    {
      name: 'each once, whoever tells it',
      errors: [
        'memberID:10501334649042878790 alarm:NOSPACE ',
        'memberID:10501334649042878790 alarm:NOSPACE ',
        'memberID:255 alarm:CORRUPT',
      ],
      alarms: [
        { memberId: '91bc3c398fb3c146', alarm: 'NOSPACE' },
        { memberId: 'ff', alarm: 'CORRUPT' },
      ],
    },
  ])('$name', ({ errors, alarms }) => {
    expect(alarmsOf(errors)).toEqual(alarms);
  });
});
