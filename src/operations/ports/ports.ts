import type { MemberStatus } from '../../cluster/model/member-status.js';
import type { Problem } from '../../errors.js';
import type { AgentOrder, AgentReply } from './agent-order.js';

/** How a file is called that is about something: `removed-` `demo` `-20260101T120000Z.json`. */
export interface FileName {
  readonly before: string;
  /** Anything; in the name it is made to fit. */
  readonly subject: string;
  readonly after: string;
}

/** Files of `ctl` on this machine that outlive it, for nobody else to read. */
export interface StateFiles {
  /** Writes a new file, to the disk; its path. A Failure leaves nothing behind. */
  save(name: FileName, text: string): Promise<string>;
}

/** Files that an operator wants to have. */
export interface NewFiles {
  /** For nobody else to read, and never over another one: that is a Failure, as is a place that cannot be written to. */
  create(path: string, text: string, option: string): Promise<void>;
}

/**
 * Files that an operator works on while `ctl` waits, and texts that are kept for him. They lie where the state files do, so that nothing
 * is lost when `ctl` is killed.
 */
export interface WorkFiles {
  /** A new file that is going to be edited, named after its subject; its path. */
  create(subject: string, text: string): Promise<string>;
  read(path: string): Promise<string>;
  /** As it was, or with the new text. */
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Keeps a text that would be lost otherwise; its path. Where the state files cannot be, it goes to the temporary ones. */
  keep(subject: string, text: string): Promise<string>;
  /** Keeps a file that has been edited, which takes no room; its path. */
  keepEdited(subject: string, path: string): Promise<string>;
  /** Those that were being edited when their process ended. */
  findLeftOvers(): Promise<readonly string[]>;
}

/** A member whose agent is asked; the agent must be the one of this member and of no other. */
export interface AskedMember {
  readonly scope: string;
  readonly name: string;
  /** As the member publishes it; null if it does not. */
  readonly apiUrl: string | null;
}

/** What came of asking an agent. That it is silent, refuses or is somebody else's is an answer, too, and not thrown. */
export type AgentAnswer<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** Milliseconds that its clock is ahead of this machine's, as far as an HTTP `Date` tells; null if it tells nothing. */
      readonly clockAheadMs?: number | null;
    }
  | { readonly ok: false; readonly problem: Problem };

/** The Patroni processes of the members. Many may be asked at the same time. */
export interface Agents {
  /** `GET /patroni`. */
  readStatus(member: AskedMember): Promise<AgentAnswer<MemberStatus>>;
}

/** The agents as those who act. */
export interface AgentOrders {
  /** Sends an order once. Some answers come only when the thing is done; after `timeoutMs` the reply is doubtful. */
  send(member: AskedMember, order: AgentOrder, timeoutMs: number): Promise<AgentReply>;
}

/** How a command of the operator ended. */
export interface CommandResult {
  /** Null if a signal ended it, or it could not be started. */
  readonly exit: number | null;
  /** The end of what it said, on both of its outputs. */
  readonly output: string;
  /** It was ended because it took too long, or because it was asked for. */
  readonly stopped: 'limit' | 'interruption' | null;
}

export interface CommandCall {
  readonly command: string;
  readonly limitMs: number;
  /** Ends it when it resolves. */
  readonly until: Promise<void>;
  onOutput(text: string): void;
}

/** Commands that the operator wants run, by the shell. */
export interface Commands {
  run(call: CommandCall): Promise<CommandResult>;
}

export interface Clock {
  /** The time of day, for what people, Patroni and PostgreSQL read. It jumps when somebody sets it: nothing is measured by it. */
  now(): Date;
  /** Milliseconds since some moment in the past. It never jumps or goes back: every duration, deadline and age is measured by it. */
  monotonicMs(): number;
  sleep(ms: number): Promise<void>;
}
