import { ctl, type Hint } from '../../formats/hint.js';
import { SENDERS_FOR_A_COPY, SLOTS_FOR_A_COPY } from './copy-obstacles.js';
import type { ReinitEvidence, ReinitRequest, ReinitWarning, SourcePlan, TargetPlan } from './reinit-plan.js';

/** Trouble with the members that copies may come from, as long as one of them will do. */
export function sourceWarnings(
  request: ReinitRequest,
  targets: readonly TargetPlan[],
  evidence: ReinitEvidence,
): ReinitWarning[] {
  const { targets: names } = request;
  const sources = new Map<string, SourcePlan>();
  for (const target of targets) for (const source of target.sources) sources.set(source.member, source);
  const perSource = [...sources.values()].flatMap((source) => {
    const served = targets.filter(({ sources: all }) => all.some(({ member }) => member === source.member));
    return [
      ...(source.obstacles.length > 0 ? [] : placeWarnings(source, served, evidence)),
      ...stateWarnings(source, names, ctl('reinit', request, names, { 'from-leader': true })),
    ];
  });
  return [
    ...perSource,
    ...targets.flatMap(unusableSources),
    ...targets.flatMap((each) => unproved(each, evidence)),
  ];
}

/** Patroni takes one of them at random, and may take this one. */
function unusableSources({ member, sources }: TargetPlan): ReinitWarning[] {
  if (sources.every(({ obstacles }) => obstacles.length > 0)) return [];
  return sources
    .filter(({ obstacles }) => obstacles.length > 0)
    .map((source) => ({
      code: 'source-not-usable',
      message: `a copy of ${member} from ${source.member} cannot succeed: ${source.obstacles.join('; ')}`,
      subject: source.member,
      next: null,
    }));
}

/** Nothing is against it, and nothing shows that the sources let anybody in. */
function unproved({ member, sources }: TargetPlan, { logins }: ReinitEvidence): ReinitWarning[] {
  const isProved = ({ login, feeds }: SourcePlan): boolean =>
    login === 'works' || (feeds !== null && feeds.length > 0);
  const isSettled = sources.some((each) => !each.well || isProved(each) || each.obstacles.length > 0);
  if (sources.length === 0 || isSettled) return [];
  const reasons = sources.map((source) => {
    const login = logins.get(source.member);
    const tried =
      login === undefined
        ? 'the settings have no postgresql.authentication.replication to try it with'
        : login.kind === 'works'
          ? ''
          : `a login from here failed: ${login.reason}`;
    return `${source.member} feeds nobody now, and ${tried}`;
  });
  const message = `whether a copy of ${member} would be let in is not known: ${reasons.join('; ')}`;
  return [{ code: 'copy-unproved', message, subject: member, next: null }];
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
