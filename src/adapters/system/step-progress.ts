import type { Progress, Step, StepBegin } from '../../operations/sandbox/ports.js';

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** How a step is shown; `isDone` is false while it is waited for. */
export type StepText = (step: Step, isDone: boolean) => string;

const TICK_MS = 200;

/** On a terminal the running step is rewritten in place; elsewhere each finished step is a line. */
export class StepProgress implements Progress {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly output: Output,
    private readonly text: StepText,
  ) {}

  begin(step: StepBegin): void {
    this.close();
    if (this.output.isTTY !== true) return;
    const begun = performance.now();
    const draw = () =>
      this.output.write(`\r\u001b[K${this.text({ ...step, elapsedMs: performance.now() - begun }, false)}`);
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
    this.output.write('\r\u001b[K');
  }
}
