import { describe, expect, it } from 'vitest';
import { judgedMember } from '../../../src/cluster/change-leader/judged-member.js';
import { slotReasons } from '../../../src/cluster/change-leader/slot-rules.js';
import type { LogicalSlot } from '../../../src/cluster/evidence/server-facts.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aSlot, type EvidenceRecipe, someEvidence } from './some-evidence.js';

const PERMANENT: ValueMap = { cdc: { type: 'logical', database: 'a', plugin: 'pgoutput' } };

function reasonsFor(recipe: EvidenceRecipe): string[] {
  const evidence = someEvidence(recipe);
  const candidate = evidence.members.find(({ member }) => member.name === 'pg1');
  if (candidate === undefined) throw new Error('pg1 is missing');
  return slotReasons(judgedMember('failover', evidence, candidate)).map(
    ({ code, severity, sentence }) => `${severity} ${code}: ${sentence.split(/ would| cannot/)[0]}`,
  );
}

const LOST = 'warns slot-will-be-lost: logical slot cdc';
const UNREADY = 'warns slot-not-ready: logical slot cdc';

describe('slotReasons', () => {
  it.each<{
    name: string;
    /** On the leader. */
    slot?: Partial<LogicalSlot>;
    /** On the candidate; null if it has none, undefined if nobody could look. */
    copy?: Partial<LogicalSlot> | null;
    slots?: ValueMap;
    reasons: readonly string[];
  }>([
    { name: 'a slot that nobody keeps', copy: null, reasons: [LOST] },
    { name: 'a slot that nobody keeps, seen from the leader only', reasons: [LOST] },
    { name: 'a slot that something else copies', copy: {}, reasons: [] },
    { name: 'a permanent slot that is there', copy: {}, slots: PERMANENT, reasons: [] },
    { name: 'a permanent slot that is not copied yet', copy: null, slots: PERMANENT, reasons: [UNREADY] },
    {
      name: 'a permanent slot that is invalid',
      copy: { invalid: true },
      slots: PERMANENT,
      reasons: [UNREADY],
    },
    { name: 'a permanent slot about which nobody knows', slots: PERMANENT, reasons: [] },
    {
      name: 'a permanent slot without a type',
      copy: null,
      slots: { cdc: { database: 'a', plugin: 'pgoutput' } },
      reasons: [UNREADY],
    },
    {
      name: 'a physical slot of that name',
      copy: null,
      slots: { cdc: { type: 'physical' } },
      reasons: [LOST],
    },
    {
      name: 'a failover slot in step',
      slot: { failover: true },
      copy: { failover: true, synced: true },
      reasons: [],
    },
    {
      name: 'a failover slot not in step',
      slot: { failover: true },
      copy: { failover: true },
      reasons: [UNREADY],
    },
    { name: 'a failover slot that is missing', slot: { failover: true }, copy: null, reasons: [UNREADY] },
    { name: 'a slot that cannot be used anyhow', slot: { invalid: true }, copy: null, reasons: [] },
  ])('says $reasons for $name', ({ slot = {}, copy, slots, reasons }) => {
    const leader = { logicalSlots: [aSlot('cdc', slot)] };
    const own = copy === undefined ? null : { logicalSlots: copy === null ? [] : [aSlot('cdc', copy)] };
    const facts = own === null ? { pg2: leader } : { pg1: own, pg2: leader };
    expect(reasonsFor({ facts, ...(slots === undefined ? {} : { config: { slots } }) })).toEqual(reasons);
  });

  it('names several in one sentence', () => {
    const facts = { pg1: {}, pg2: { logicalSlots: [aSlot('cdc'), aSlot('audit')] } };
    expect(reasonsFor({ facts })).toEqual(['warns slot-will-be-lost: logical slots cdc, audit']);
  });

  it('knows the permanent ones without a leader', () => {
    const recipe = { leader: null, names: ['pg1'], facts: { pg1: {} } };
    expect(reasonsFor({ ...recipe, config: { slots: PERMANENT } })).toEqual([UNREADY]);
    const standby = { slots: PERMANENT, standby_cluster: { host: 'a' } };
    expect(reasonsFor({ ...recipe, config: standby })).toEqual([]);
  });
});
