import { textWidth } from '../../views/parts/text-width.js';

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where it cannot be rewritten, a passing line is written when nothing else has been for this long, then this often. */
const FIRST_MS = 1000;
const EVERY_MS = 10_000;

/** The last line of a terminal, rewritten in place; elsewhere an ordinary line from time to time. */
export class PassingLine {
  private isShown = false;
  private dueAt = performance.now() + FIRST_MS;

  constructor(private readonly output: Output) {}

  write(text: string): void {
    if (this.output.isTTY === true) {
      this.output.write(`\r\x1b[K${fitted(text, (this.output.columns || 80) - 1)}`);
      this.isShown = true;
    } else if (performance.now() >= this.dueAt) {
      this.output.write(`${text}\n`);
      this.dueAt = performance.now() + EVERY_MS;
    }
  }

  /** Makes room for what is to stay. */
  clear(): void {
    this.dueAt = performance.now() + FIRST_MS;
    if (!this.isShown) return;
    this.output.write('\r\x1b[K');
    this.isShown = false;
  }
}

/** A line that wraps could not be rewritten. */
function fitted(text: string, width: number): string {
  let room = width;
  let shown = '';
  for (const character of text) {
    room -= textWidth(character);
    if (room < 0) break;
    shown += character;
  }
  return shown;
}
