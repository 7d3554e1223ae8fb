import type { Progress, Step, StepBegin } from '../../operations/sandbox/ports.js';

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** How a step is shown; `isDone` is false while it is waited for. */
type StepText = (step: Step, isDone: boolean) => string;

const TICK_MS = 200;
/** Elsewhere than on a terminal a running step is told after this, then every so often. */
const FIRST_MS = 1000;
const EVERY_MS = 10_000;

/** On a terminal the running step is rewritten in place; elsewhere each finished step is a line, and one that takes long has several. */
export class StepProgress implements Progress {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly output: Output,
    private readonly text: StepText,
  ) {}

  begin(step: StepBegin): void {
    this.close();
    const begun = performance.now();
    const shown = (): string => this.text({ ...step, elapsedMs: performance.now() - begun }, false);
    const isTerminal = this.output.isTTY === true;
    let dueMs = FIRST_MS;
    const draw = (): void => {
      if (isTerminal) this.output.write(`\r\u001b[K${shown()}`);
      else if (performance.now() - begun >= dueMs) {
        this.output.write(`${shown().trimEnd()}\n`);
        dueMs += EVERY_MS;
      }
    };
    draw();
    this.timer = setInterval(draw, TICK_MS);
    this.timer.unref();
  }

  end(step: Step): void {
    this.close();
    this.output.write(`${this.text(step, true)}\n`);
  }

  /** Removes the running step's line. */
  close(): void {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    if (this.output.isTTY === true) this.output.write('\r\u001b[K');
  }
}
