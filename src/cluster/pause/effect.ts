export type EffectCode =
  | 'none'
  | 'keeps-leading'
  | 'takes-lead'
  | 'may-take-lead'
  | 'promoted'
  | 'demoted'
  | 'rewound'
  | 'started'
  | 'bootstrapped'
  | 'agent-exits'
  | 'unknown';

/** What happens to a member, and whether somebody should agree to it first. */
export interface Effect {
  readonly effect: EffectCode;
  readonly sentence: string;
  readonly harmful: boolean;
}

export function effect(code: EffectCode, sentence: string, harmful: boolean): Effect {
  return { effect: code, sentence, harmful };
}
