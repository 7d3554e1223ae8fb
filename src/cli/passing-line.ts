import { textWidth } from '../views/text-width.js';

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where it cannot be rewritten, a passing line is written this often. */
const EVERY_MS = 10_000;

/** The last line of a terminal, rewritten in place; elsewhere an ordinary line from time to time. */
export class PassingLine {
  private isShown = false;
  private writtenAt = performance.now();

  constructor(private readonly output: Output) {}

  write(text: string): void {
    if (this.output.isTTY === true) {
      this.output.write(`\r\x1b[K${fitted(text, (this.output.columns || 80) - 1)}`);
      this.isShown = true;
    } else if (performance.now() - this.writtenAt > EVERY_MS) {
      this.output.write(`${text}\n`);
      this.writtenAt = performance.now();
    }
  }

  /** Makes room for what is to stay. */
  clear(): void {
    this.writtenAt = performance.now();
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
