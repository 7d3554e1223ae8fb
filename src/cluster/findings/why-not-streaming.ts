import { ctl, shell } from '../../formats/hint.js';
import { upstreamOf } from '../drain/sync-demand.js';
import type { Evidence, ObservedMember } from '../evidence/evidence.js';
import type { FindingEvidence, Remedy } from '../evidence/finding.js';
import { slotNameOf } from '../model/slot-name.js';
import { isTruthy } from '../model/tags.js';
import { isValueMap } from '../model/value.js';
import { factsOf, presentCluster, type RegisteredMember, statusOf } from './known.js';
import { remedy, seen } from './tell.js';

interface Cause {
  readonly sentence: string;
  readonly evidence: readonly FindingEvidence[];
  readonly remedies: readonly Remedy[];
}

/** What from here looks like the reason that nobody feeds a replica. */
export function whyNotStreaming(evidence: Evidence, member: RegisteredMember): Cause {
  const cluster = presentCluster(evidence);
  const upstream = cluster === null ? null : upstreamOf(cluster, member.name);
  const source = evidence.members.find(({ name }) => name === upstream);
  if (upstream === null || source === undefined) return UNKNOWN;
  return (
    upstreamCause(source) ??
    sendersCause(evidence, source) ??
    slotCause(evidence, source, member) ?? {
      ...UNKNOWN,
      sentence: `${upstream} is there to stream from: its own log tells why it does not (the login, pg_hba.conf, the slot, WAL that is gone)`,
    }
  );
}

const UNKNOWN: Cause = { sentence: 'Its own log tells why', evidence: [], remedies: [] };

function upstreamCause({ name, key, agent }: ObservedMember): Cause | null {
  if (agent?.ok === false) {
    const sentence = `It streams from ${name}, which does not answer`;
    return { sentence, evidence: [seen('network', `${name}: ${agent.message}`)], remedies: [] };
  }
  const state = agent?.value.state ?? key?.state ?? null;
  if (state === 'running') return null;
  const sentence = `It streams from ${name}, which is ${state ?? 'not there'}`;
  return { sentence, evidence: [], remedies: [] };
}

function sendersCause(evidence: Evidence, source: ObservedMember): Cause | null {
  const facts = factsOf(source);
  if (facts === null) return null;
  const { walSenders, parameters } = facts;
  if (walSenders.length < parameters.max_wal_senders) return null;
  const sentence = `All ${parameters.max_wal_senders} WAL senders of ${source.name} are in use`;
  const command = ctl('query', evidence, [], {
    m: source.name,
    c: 'SELECT application_name, client_addr, state FROM pg_stat_replication',
  });
  return {
    sentence,
    evidence: [seen('sql', `${walSenders.length} of ${parameters.max_wal_senders} WAL senders`)],
    remedies: [remedy('see who uses them', command)],
  };
}

function slotCause(evidence: Evidence, source: ObservedMember, member: RegisteredMember): Cause | null {
  const slots = source.saturation?.slots ?? null;
  const section = presentCluster(evidence)?.config?.values.postgresql;
  const isUsed = !(isValueMap(section) && isTruthy(section.use_slots) === false);
  const name = slotNameOf(member.name);
  if (slots === null || !isUsed || slots.length === 0 || slots.some((slot) => slot.name === name))
    return null;
  const agent = statusOf(source);
  const sentence = `${source.name} has no slot ${name} for it`;
  return {
    sentence,
    evidence: [seen('sql', sentence)],
    remedies:
      agent === null
        ? []
        : [
            remedy(
              `Patroni makes it at its next cycle; on ${source.name}: what Patroni says`,
              shell`journalctl -u patroni -n 50`,
            ),
          ],
  };
}
