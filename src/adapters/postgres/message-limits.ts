import { holdsTexts, isWellFormed } from './message-texts.js';

/** A server that does not keep to PostgreSQL's protocol, or says more than can be taken in. */
export class ProtocolBreak extends Error {}

/** What was thrown while an answer was taken in or taken apart; Node.js's words for an answer that is none tell nobody anything. */
export function wordsOf(thrown: unknown): string {
  const isNoAnswer =
    thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof SyntaxError;
  if (isNoAnswer) return 'it answers something else than was asked for';
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** A result that is longer than is asked for; its server may be in the best of health. */
export class ResultTooLarge extends ProtocolBreak {
  constructor(readonly limitBytes: number) {
    super(`the result is larger than ${Math.floor(limitBytes / MEGABYTE)} MB`);
  }
}

const MEGABYTE = 1024 * 1024;
/** What ctl itself asks is answered by some hundred rows. */
export const INSPECTION_BYTES = 4 * MEGABYTE;
/** Until the login has ended. libpq takes no message above 30,000 bytes until then (fe-connect.c). */
const LOGIN_BYTES = MEGABYTE;
/** Of a row that is kept there is more in memory than its bytes: so much for each message, and for each 100 bytes of one. */
const MESSAGE_COST = 100;

/** What a server may send (chapter "Message Formats" of the manual of PostgreSQL). */
const TYPES = new Set(Array.from('123ACDEGHIKNRSTVWZcdnstv', (letter) => letter.charCodeAt(0)));
const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const HEADER = 5;

/** Follows the messages of a server; it looks into none but those whose texts pg would look for the end of. */
export class MessageLimits {
  private readonly header = Buffer.alloc(HEADER);
  private headerBytes = 0;
  /** What is still to come of the message that has begun. */
  private bodyBytes = 0;
  private cost = 0;
  private isLoggedIn = false;
  /** Of a message that holds texts, what has come; null for any other. */
  private held: Buffer[] | null = null;

  /** The bytes that an answer to one query may cost. */
  constructor(private readonly resultBytes: number) {}

  /** Throws a `ProtocolBreak` before any of what is too much has been taken in. */
  follow(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.bodyBytes > 0) {
        const taken = Math.min(this.bodyBytes, chunk.length - at);
        this.held?.push(chunk.subarray(at, at + taken));
        this.bodyBytes -= taken;
        at += taken;
        if (this.bodyBytes === 0) this.end();
        continue;
      }
      this.header[this.headerBytes] = chunk[at] ?? 0;
      this.headerBytes += 1;
      at += 1;
      if (this.headerBytes === HEADER) this.begin();
    }
  }

  private begin(): void {
    this.headerBytes = 0;
    const [type = 0] = this.header;
    const length = this.header.readInt32BE(1);
    if (!TYPES.has(type)) throw new ProtocolBreak('it does not speak the protocol of PostgreSQL');
    if (length < HEADER - 1) throw new ProtocolBreak(`it sends a message of ${length} bytes`);
    this.cost += length + MESSAGE_COST;
    if (!this.isLoggedIn && this.cost > LOGIN_BYTES)
      throw new ProtocolBreak('its answer to the login is endless');
    if (this.cost > this.resultBytes) throw new ResultTooLarge(this.resultBytes);
    this.bodyBytes = length - (HEADER - 1);
    this.held = holdsTexts(String.fromCharCode(type)) ? [] : null;
    if (this.bodyBytes === 0) this.end();
    if (type !== READY_FOR_QUERY) return;
    this.isLoggedIn = true;
    this.cost = 0;
  }

  private end(): void {
    const { held } = this;
    this.held = null;
    if (held === null || isWellFormed(String.fromCharCode(this.header[0] ?? 0), Buffer.concat(held))) return;
    throw new ProtocolBreak('it sends a message that is not as it should be');
  }
}
