import type { Missing } from '../../cluster/drain/missing.js';
import type { Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import {
  BalancedMember,
  type BalancedRequest,
  type BalancedServer,
  describeBusy,
} from '../haproxy/balanced-member.js';
import { readDrainNotes } from '../haproxy/drain-notes.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import type { DrainPorts } from './drain-request.js';
import type { DrainVerdict } from './judge-drain.js';

/** The HAProxies of a drain. */
interface DrainedBalancers {
  /** Something was set. */
  readonly isChanged: boolean;
  /** The clients that are left; looks again, for the next time. */
  missing(): Missing[];
  /** What of it belongs into the report, behind these warnings. */
  told(warnings: readonly Problem[]): {
    readonly haproxy: readonly BalancedServer[] | null;
    readonly warnings: readonly Problem[];
  };
  /** A HAProxy that did not do as it was told leaves the work undone. */
  judge(verdict: DrainVerdict): DrainVerdict;
}

const NONE: DrainedBalancers = {
  isChanged: false,
  missing: () => [],
  told: (warnings) => ({ haproxy: null, warnings }),
  judge: (verdict) => verdict,
};

/** Takes the member out of all pools. */
export async function leaveBalancers(
  ports: DrainPorts,
  request: BalancedRequest | null,
  reading: ClusterReading,
  member: string,
): Promise<DrainedBalancers> {
  if (request === null) return NONE;
  const balanced = await findIn(ports, request, reading, member);
  const noted = await balanced.takeOut();
  await balanced.refresh();
  return describe(balanced, noted);
}

/** Puts the member back into all pools: from now on the checks decide. */
export async function rejoinBalancers(
  ports: DrainPorts,
  request: BalancedRequest,
  reading: ClusterReading,
  member: string,
): Promise<DrainedBalancers> {
  const balanced = await findIn(ports, request, reading, member);
  return describe(balanced, await balanced.putBack());
}

/** It was taken out of HAProxy, too, and stays out. */
export async function warnOfDrained(
  { notes }: Pick<DrainPorts, 'notes'>,
  { scope, group }: ClusterReading,
  member: string,
): Promise<Problem[]> {
  const { drained } = await readDrainNotes(notes, { scope, group });
  const own = drained.filter((each) => each.member === member);
  if (own.length === 0) return [];
  const servers = own
    .map(({ balancer, pool, server }) => `${pool}/${server} of HAProxy ${balancer}`)
    .join(', ');
  const message = `${member} is still drained in HAProxy: ${servers}`;
  const next = ctl('drain', { scope, group }, [member], { undo: true, haproxy: true });
  return [{ code: 'haproxy-left-drained', message, subject: member, next }];
}

async function findIn(
  ports: DrainPorts,
  request: BalancedRequest,
  { scope, group, cluster }: ClusterReading,
  member: string,
): Promise<BalancedMember> {
  const balanced = new BalancedMember(ports, { scope, group }, cluster, member, request, true);
  await balanced.refresh();
  return balanced;
}

function describe(balanced: BalancedMember, noted: Problem | null): DrainedBalancers {
  return {
    isChanged: balanced.servers.length > 0,
    missing: () => {
      void balanced.refresh();
      const { busy } = balanced;
      if (busy.length === 0) return [];
      return [{ step: 'sessions', code: 'sessions-left', message: describeBusy(busy), tags: [] }];
    },
    told: (warnings) => ({
      haproxy: balanced.servers,
      warnings: noted === null ? warnings : [...warnings, noted],
    }),
    judge: (verdict) => {
      const { problems } = balanced;
      if (problems.length === 0) return verdict;
      const outcome = verdict.outcome === 'done' ? 'partial' : verdict.outcome;
      return {
        outcome,
        code: verdict.code ?? problems[0]?.code ?? null,
        errors: [...verdict.errors, ...problems],
      };
    },
  };
}
