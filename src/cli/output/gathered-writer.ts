const ENOUGH = 64 * 1024;

/** Makes few large writes of many small ones that come at the same moment; what comes slowly is written at once. */
export class GatheredWriter {
  private gathered = '';
  private timer: NodeJS.Immediate | null = null;

  constructor(private readonly output: (text: string) => void) {}

  readonly write = (text: string): void => {
    this.gathered += text;
    if (this.gathered.length >= ENOUGH) this.flush();
    else this.timer ??= setImmediate(() => this.flush());
  };

  flush(): void {
    if (this.timer !== null) clearImmediate(this.timer);
    this.timer = null;
    if (this.gathered !== '') this.output(this.gathered);
    this.gathered = '';
  }
}
