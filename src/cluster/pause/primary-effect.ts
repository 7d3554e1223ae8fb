import { isStandbyCluster } from '../model/dynamic-config.js';
import { type Effect, effect } from './effect.js';
import { type AskedMemberState, isRunningPrimary, type ResumeEvidence } from './resume-evidence.js';

/** A running primary keeps the lock, takes it, or is demoted at once (ha.py, follow, enforce_primary_role, is_healthiest_node). */
export function primaryEffect(evidence: ResumeEvidence, { member, status }: AskedMemberState): Effect {
  const { cluster, members } = evidence;
  const leader = cluster.leader?.name ?? null;
  if (isStandbyCluster(cluster.config)) {
    return effect('demoted', 'it is stopped and made a standby: this is a standby cluster', true);
  }
  if (leader !== null && leader !== member.name) {
    const sentence = `it is stopped at once and made a replica of ${leader}; what only it has written is lost`;
    return effect('demoted', sentence, true);
  }
  if (status?.watchdogFailed === true) {
    return effect('demoted', 'it is demoted: its watchdog is required and cannot be used', true);
  }
  if (leader !== null) return effect('keeps-leading', 'keeps leading', false);
  const ended = cluster.history.at(-1)?.timeline ?? 0;
  if ((status?.timeline ?? ended + 1) <= ended) {
    const sentence = `it is stopped at once: its timeline ${status?.timeline} is older than the cluster's`;
    return effect('demoted', sentence, true);
  }
  const others = members.filter((each) => each.member.name !== member.name && isRunningPrimary(each));
  if (others.length === 0) return effect('takes-lead', 'takes the lock and leads', false);
  const names = others.map((each) => each.member.name).join(', ');
  const sentence = `${names} runs as a primary, too: whoever takes the lock leads, the other is stopped at once`;
  return effect('demoted', sentence, true);
}
