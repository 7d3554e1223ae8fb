/** What a request does, as far as a proxy can see. */
export type RequestKind = 'read' | 'write';

/** Which requests are treated otherwise than all others. */
export interface FaultRule<Action> {
  readonly on: RequestKind | 'any';
  /** A part of the path. */
  readonly path?: string;
  /** Only the request with this number among those that match, from 1. */
  readonly nth?: number;
  /** That one and all after it. */
  readonly onwards?: boolean;
  readonly action: Action;
}

export interface SeenRequest {
  readonly kind: RequestKind;
  readonly path: string;
}

/** A request that came by, and whether something was done to it. */
export interface TreatedRequest extends SeenRequest {
  readonly isFaulty: boolean;
}

/** Counts what comes by, and says what to do with it. The first rule that matches counts. */
export class FaultRules<Action> {
  private rules: readonly FaultRule<Action>[] = [];
  private counts = new Map<FaultRule<Action>, number>();
  private treated: TreatedRequest[] = [];
  private readonly atWork = new Set<Promise<void>>();

  /** Forgets what came by before. */
  set(...rules: readonly FaultRule<Action>[]): void {
    this.rules = rules;
    this.counts = new Map();
    this.treated = [];
  }

  get log(): readonly TreatedRequest[] {
    return this.treated;
  }

  /** Null for a request that passes. */
  actionFor(request: SeenRequest): Action | null {
    const found = this.rules.filter((rule) => matches(rule, request)).find((rule) => this.isDue(rule));
    this.treated.push({ ...request, isFaulty: found !== undefined });
    return found === undefined ? null : found.action;
  }

  /** Notes a fault that takes its time, and ends the connection of one that fails. */
  keep(fault: Promise<void>, giveUp: () => void): void {
    const kept = fault.catch(giveUp).finally(() => this.atWork.delete(kept));
    this.atWork.add(kept);
  }

  /** Until everything that was held back has been applied. */
  async settled(): Promise<void> {
    await Promise.all(this.atWork);
  }

  private isDue(rule: FaultRule<Action>): boolean {
    const count = (this.counts.get(rule) ?? 0) + 1;
    this.counts.set(rule, count);
    if (rule.nth === undefined) return true;
    return rule.onwards ? count >= rule.nth : count === rule.nth;
  }
}

function matches<Action>({ on, path }: FaultRule<Action>, request: SeenRequest): boolean {
  return (on === 'any' || on === request.kind) && (path === undefined || request.path.includes(path));
}
