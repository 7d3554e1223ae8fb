import type { Failure, Problem } from '../../errors.js';
import type { TellWait } from './wait-report.js';

/** These do not heal while somebody waits; before anything could be read they end the wait. */
const WRONG_SETTINGS = ['dcs-auth', 'dcs-tls', 'dcs-refused'];

/** Says once that etcd is away, and that it is back. */
export class OutageTeller {
  private sinceMs: number | null = null;
  private hasAnswered = false;

  constructor(
    private readonly warn: (warning: Problem) => void,
    private readonly tell: TellWait,
  ) {}

  look(trouble: Failure | null, elapsedMs: number): void {
    if (trouble === null) {
      this.hasAnswered = true;
      if (this.sinceMs === null) return;
      this.tell({ kind: 'etcd-back', awayMs: elapsedMs - this.sinceMs });
      this.sinceMs = null;
      return;
    }
    const { code, message } = trouble.problem;
    if (!this.hasAnswered && WRONG_SETTINGS.includes(code)) throw trouble;
    if (this.sinceMs !== null) return;
    this.sinceMs = elapsedMs;
    this.warn({
      code,
      message: `${message.replace(/\.$/, '')}; waiting on, for etcd to come back`,
      subject: null,
      next: null,
    });
  }
}
