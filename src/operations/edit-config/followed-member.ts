import { describePath } from '../../cluster/config/config-finding.js';
import { type EffectLook, judgeEffect, type MemberEffect } from '../../cluster/config/judge-effect.js';
import type { SettingImpact } from '../../cluster/config/parameter-impact.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import { Failure } from '../../errors.js';
import type { ClusterPlace, Dcs } from '../ports/dcs-ports.js';
import type { Agents } from '../ports/ports.js';
import type { ConfigMemberReading } from '../reading/config-members.js';
import type { ChangeConfigPorts, ChangeOptions } from './edit-config-request.js';

/** When each agent last reached the DCS, asked at the moment of the write. */
type AgentSamples = ReadonlyMap<string, Promise<number | null>>;

export interface FollowedChange {
  readonly place: ClusterPlace;
  readonly cluster: Cluster;
  readonly judged: { readonly impact: readonly SettingImpact[] };
  readonly members: readonly ConfigMemberReading[];
  readonly options: ChangeOptions;
  readonly sampled: AgentSamples;
}

const SQL_MS = 1000;
/** The agent has PostgreSQL reload and asks it a second later what waits for a restart (config.py, reload_config). */
const SETTLE_MS = 1500;

export function sampleAgents(
  { agents }: { readonly agents: Agents },
  scope: string,
  { members }: Cluster,
): AgentSamples {
  const sample = async ({ name, apiUrl }: Member): Promise<number | null> => {
    const answer = await agents.readStatus({ scope, name, apiUrl });
    return answer.ok ? answer.value.dcsLastSeen : null;
  };
  return new Map(members.map((member) => [member.name, sample(member)]));
}

/** Null if the DCS does not answer: the change is stored all the same. */
async function readMembers(dcs: Dcs, { scope, group }: ClusterPlace): Promise<readonly Member[] | null> {
  try {
    const { formation } = await dcs.readScope(scope);
    const cluster = group === null ? formation?.cluster : formation?.groups.get(group);
    return cluster?.members ?? [];
  } catch (thrown) {
    if (thrown instanceof Failure) return null;
    throw thrown;
  }
}

/** One member, until nothing more is to be expected of it. */
export class FollowedMember {
  effect: MemberEffect;
  private readonly impact: readonly SettingImpact[];
  private cycledAt: number | null = null;

  constructor(
    private readonly ports: ChangeConfigPorts,
    private readonly change: FollowedChange,
    private readonly reading: ConfigMemberReading,
  ) {
    const { name } = reading.member;
    this.impact = change.judged.impact.filter(({ members, overruled }) =>
      [...members, ...overruled].includes(name),
    );
    const waiting = { state: 'waiting', running: null, reason: null } as const;
    const settings = this.impact.map(({ path }) => ({ key: describePath(path), ...waiting }));
    this.effect = { member: name, settings };
  }

  get isWaiting(): boolean {
    return this.effect.settings.some(({ state }) => state === 'waiting');
  }

  async look(): Promise<void> {
    if (!this.isWaiting) return;
    const { name } = this.reading.member;
    const members = await readMembers(this.ports.dcs, this.change.place);
    if (members === null) return;
    const look = await this.lookAt(
      name,
      members.find((each) => each.name === name),
    );
    this.effect = { member: name, settings: this.impact.map((impact) => judgeEffect(impact, look)) };
  }

  private async lookAt(name: string, member: Member | undefined): Promise<EffectLook> {
    const { agents, servers, clock } = this.ports;
    const { scope } = this.change.place;
    const { host = null, port = null, apiUrl = null } = member ?? {};
    const asksSql = this.reading.member.parameters !== null && host !== null && port !== null;
    const [before = null, answer, sql] = await Promise.all([
      this.change.sampled.get(name),
      agents.readStatus({ scope, name, apiUrl }),
      asksSql ? servers.readParameters({ host, port }, SQL_MS) : null,
    ]);
    const seen = answer.ok ? answer.value.dcsLastSeen : null;
    const now = clock.monotonicMs();
    if (this.cycledAt === null && seen !== null && before !== null && seen > before) this.cycledAt = now;
    return {
      hasCycled: this.cycledAt !== null,
      isSettled: this.cycledAt !== null && now - this.cycledAt >= SETTLE_MS,
      parameters: sql?.ok ? sql.parameters : null,
      pendingRestart: (member?.pendingRestart ?? false) || (answer.ok && answer.value.pendingRestart),
      pendingReasons: member?.pendingRestartReasons ?? [],
    };
  }
}
