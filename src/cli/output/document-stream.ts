import { jsonText } from '../../formats/json.js';
import { escapedJson } from '../../formats/visible-text.js';
import { type DocumentShape, withBetterNames } from './document.js';

const ENOUGH = 64 * 1024;

/** One JSON document with a list that is too long to be held: it is written while it grows, an entry on each line. */
export class DocumentStream {
  private hasBegun = false;

  constructor(
    /** Of the list. */
    private readonly key: string,
    private readonly writer: Pick<GatheredWriter, 'write' | 'flush'>,
  ) {}

  add(shape: DocumentShape, entries: readonly unknown[]): void {
    for (const entry of withBetterNames(shape, { [this.key]: entries })[this.key] ?? []) {
      this.writer.write(`${this.hasBegun ? ',\n' : this.headOf(shape)}    ${escapedJson(jsonText(entry))}`);
      this.hasBegun = true;
    }
  }

  /** Whatever else the document has; without any entry all of it. */
  end(document: object): void {
    const { key, writer } = this;
    if (this.hasBegun) {
      const rest = Object.entries(document).filter(([name]) => name !== 'schema' && name !== key);
      writer.write(`\n  ],${escapedJson(jsonText(Object.fromEntries(rest), 2)).slice(1)}\n`);
    } else {
      writer.write(`${escapedJson(jsonText({ [key]: [], ...document }, 2))}\n`);
    }
    writer.flush();
  }

  private headOf({ name }: DocumentShape): string {
    return `{\n  "schema": "ctl.${name}/1",\n  ${JSON.stringify(this.key)}: [\n`;
  }
}

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
