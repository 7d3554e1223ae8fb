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
      const width = Math.max(1, (this.output.columns || 80) - 1);
      this.output.write(`\r\x1b[K${[...text].slice(0, width).join('')}`);
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
