import { expect, it } from 'vitest';
import { brokenPromises } from '../support/faults/broken-promises.js';
import { BY_AGENT, BY_ETCD } from '../support/faults/changing-verbs.js';
import { AGENT_FAULTS, ETCD_FAULTS } from '../support/faults/write-faults.js';
import { sampleOf } from '../support/sample.js';

it.each(Object.entries(BY_ETCD))(
  '%s keeps what its exit code promises',
  async (_, verb) => {
    expect(await brokenPromises(verb, sampleOf('faults of etcd', ETCD_FAULTS, 3))).toEqual([]);
  },
  900_000,
);

it.each(Object.entries(BY_AGENT))(
  '%s keeps what its exit code promises',
  async (_, verb) => {
    expect(await brokenPromises(verb, sampleOf('faults of agents', AGENT_FAULTS, 3))).toEqual([]);
  },
  900_000,
);
