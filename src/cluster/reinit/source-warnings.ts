import { type Hint, hint } from '../../formats/hint.js';
import type { ReinitEvidence, ReinitRequest, ReinitWarning, SourcePlan, TargetPlan } from './reinit-plan.js';

/** One sends the files, the other one the WAL that is written meanwhile; that one has a slot of its own, too. */
const SENDERS_FOR_A_COPY = 2;
const SLOTS_FOR_A_COPY = 1;

/** Trouble with the members that copies may come from. They do not refuse: a member's own way to make copies may need none of it. */
export function sourceWarnings(
  { scope, targets: names }: ReinitRequest,
  targets: readonly TargetPlan[],
  evidence: ReinitEvidence,
): ReinitWarning[] {
  const sources = new Map<string, SourcePlan>();
  for (const target of targets) for (const source of target.sources) sources.set(source.member, source);
  return [...sources.values()].flatMap((source) => {
    const served = targets.filter(({ sources: all }) => all.some(({ member }) => member === source.member));
    return [
      ...placeWarnings(source, served, evidence),
      ...stateWarnings(source, names, hint`ctl reinit ${scope} ${names.join(' ')} --from-leader`),
    ];
  });
}

function placeWarnings(
  { member, walSenders, replicationSlots }: SourcePlan,
  served: readonly TargetPlan[],
  evidence: ReinitEvidence,
): ReinitWarning[] {
  const warnings: ReinitWarning[] = [];
  const warn = (code: string, message: string): void => {
    warnings.push({ code, message, subject: member, next: null });
  };
  // What sends to a member now is free once that one has stopped.
  const sendersNeeded = served.length * SENDERS_FOR_A_COPY - served.filter(isFed(evidence, member)).length;
  if (walSenders !== null && walSenders.max - walSenders.used < sendersNeeded) {
    const message = `${member} has ${walSenders.used} of ${walSenders.max} WAL senders in use; pg_basebackup needs ${sendersNeeded} more`;
    warn('wal-senders-exhausted', message);
  }
  const slotsNeeded = served.length * SLOTS_FOR_A_COPY;
  if (replicationSlots !== null && replicationSlots.max - replicationSlots.used < slotsNeeded) {
    const message = `${member} has ${replicationSlots.used} of ${replicationSlots.max} replication slots in use; pg_basebackup needs ${slotsNeeded} more`;
    warn('replication-slots-exhausted', message);
  }
  return warnings;
}

function isFed({ members }: ReinitEvidence, source: string): (target: TargetPlan) => boolean {
  const agent = members.find(({ member }) => member.name === source)?.agent;
  const fed = agent?.answered ? agent.status.replication.map(({ name }) => name) : [];
  return ({ member }) => fed.includes(member);
}

function stateWarnings(
  { member, leads, well }: SourcePlan,
  targets: readonly string[],
  fromLeader: Hint,
): ReinitWarning[] {
  if (leads) return [];
  if (targets.includes(member)) {
    const message = `${member} offers itself for copies (clonefrom), and is copied anew at the same time`;
    return [{ code: 'source-is-reinitialized', message, subject: member, next: fromLeader }];
  }
  if (well) return [];
  const message = `${member} offers itself for copies (clonefrom), and is not well`;
  return [{ code: 'source-not-well', message, subject: member, next: fromLeader }];
}
