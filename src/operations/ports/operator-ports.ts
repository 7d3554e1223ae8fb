/** Whoever runs `ctl`, for the notes. */
export interface Operator {
  readonly name: string;
  readonly host: string;
}

/** Questions to the operator, on stderr: in patronictl's words, so that answers can be piped. */
export interface Questions {
  /** Whether anybody can answer: a terminal, or standard input that is not at its end. */
  canAsk(): Promise<boolean>;
  /** What is typed, or the default. `option` is named if nobody answers. */
  askText(question: TextQuestion): Promise<string>;
  /** One of a list with remarks; in a pipe a line with its name, and empty for the default. */
  askChoice(question: ChoiceQuestion): Promise<string>;
  /** No unless it is said. */
  confirm(question: string, option: string): Promise<boolean>;
}

export interface TextQuestion {
  readonly question: string;
  /** Null if there is none: something has to be typed. */
  readonly standard: string | null;
  readonly option: string;
}

export interface ChoiceQuestion extends TextQuestion {
  readonly standard: string;
  /** The question for a terminal, where the choices are a list. */
  readonly title: string;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly value: string;
  readonly remark: string;
  /** Why it cannot be chosen. */
  readonly disabled: string | null;
}

/** Ctrl-C and signals to end, once somebody watches for them. A closed terminal is not one of them: the work continues. */
export interface Interruption {
  readonly requested: boolean;
  /** From now on a signal does not kill; it ends `sleep` and sets `requested`. A second signal kills. */
  watch(): void;
  /** Resolves at a signal. */
  readonly happened: Promise<void>;
}

/** What an operator hands over beside the options. */
export interface OperatorInput {
  /** The text of a file; `-` is standard input. */
  readText(path: string, option: string): Promise<string>;
  /** Asks without an echo; without a terminal it is the next line of standard input. */
  askSecret(question: string, option: string): Promise<string>;
}

/** The operator's editor. */
export interface Editor {
  /** Until the operator has left it. A Failure: there is none, or it ended with an error. */
  edit(path: string): Promise<void>;
}
