import { Command, type Interfaces } from '@oclif/core';
import type { Problem } from '../errors.js';
import type { OperatorInput } from '../operations/ports/operator-ports.js';
import type { Report } from '../operations/report.js';
import type { TypedWords } from '../operations/typed-words.js';
import type { Narration } from '../views/parts/narration.js';
import type { Screen } from '../views/parts/screen.js';
import { globalFlags } from './flags/flags.js';
import { withSwitches } from './flags/switches.js';
import type { OpenOptions } from './open/open-etcd.js';
import type { SandboxWorld } from './open/open-sandbox.js';
import type { Opener } from './open/opener.js';
import type { EtcdWorld, World } from './open/world.js';
import { type DocumentShape, reportDocument } from './output/document.js';
import type { DocumentStream } from './output/document-stream.js';
import { noteEnding } from './output/ending.js';
import { failureFrom } from './output/failure-from.js';
import {
  outputStreams,
  showPassing,
  writeDocument,
  writeDocumentLine,
  writeFailure,
  writeForPrograms,
  writeFrame,
  writeNarration,
  writePassing,
  writeRemark,
  writeResult,
  writeWarning,
} from './output/output.js';
import { describeScreen } from './output/screen.js';
import { tellBy } from './output/unexpected-end.js';
import { until } from './output/until.js';
import { spellingsOf, type TypedCommand } from './output/usage-failure.js';
import { OwnPlugin } from './start/own-plugin.js';
import { leadToTyped, typedWords } from './start/typed-words.js';

type FlagOutput = Interfaces.OutputFlags<Interfaces.FlagInput>;

/** A report as text. */
type View<R> = (report: R, screen: Screen) => string;

/** What all commands share: the `--json` document, exit codes, closing what was opened. */
export abstract class CtlCommand extends Command {
  static override baseFlags = globalFlags;

  /** The shape of the `--json` document. */
  abstract readonly document: DocumentShape;

  private readonly warnings: Problem[] = [];
  /** Of the report, and shown before it. */
  private readonly told = new Set<Problem>();
  private stream: DocumentStream | null = null;
  private world: { close(): Promise<void> } | null = null;
  /** What was parsed, for hints that repeat it. */
  protected typed: TypedWords = { args: [], options: {} };

  protected override async parse<F extends FlagOutput, B extends FlagOutput, A extends FlagOutput>(
    options?: Interfaces.Input<F, B, A>,
    argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv);
    const kinds = { ...this.ctor.baseFlags, ...this.ctor.flags };
    leadToTyped(parsed.flags);
    this.typed = typedWords(parsed.raw, kinds);
    return { ...parsed, flags: withSwitches(parsed.flags, kinds) };
  }

  /** The ports for this invocation. */
  protected async open(options: OpenOptions): Promise<World> {
    return this.closeLater(await this.opener.open(options, (warning) => this.remember(warning)));
  }

  /** The same for a command that asks etcd only. */
  protected async openEtcd(options: OpenOptions): Promise<EtcdWorld> {
    return this.closeLater(await this.opener.openEtcd(options, (warning) => this.remember(warning)));
  }

  /** The same for a command that looks on until something has ended: its deadline is not that of each look. */
  protected openLasting(options: OpenOptions): Promise<World> {
    return this.open({ ...options, lasting: true });
  }

  /** What the operator hands over, for a command that asks nobody else. */
  protected openInput(): Promise<OperatorInput> {
    return this.opener.openInput();
  }

  /** The ports of the sandbox commands. */
  protected async openSandbox(options: Pick<OpenOptions, 'deadline' | 'debug'>): Promise<SandboxWorld> {
    const { deadline, debug } = options;
    const warn = (warning: Problem) => this.remember(warning);
    return this.closeLater(await this.opener.openSandbox({ deadline, debug, warn }));
  }

  private get opener(): Opener {
    const { plugin } = this.ctor;
    if (plugin instanceof OwnPlugin) return plugin.opener;
    throw new Error(`${this.id} was not found by ctl`);
  }

  private closeLater<W extends { close(): Promise<void> }>(world: W): W {
    this.world = world;
    return world;
  }

  /** Shows what happens before the report is there; with `--json` only what is waited for, because the report has all the rest. */
  protected narrate<E>(view: (event: E, screen: Screen) => Narration): (event: E) => void {
    void import('./output/passing-line.js').then((loaded) =>
      showPassing(new loaded.PassingLine(outputStreams().stderr)),
    );
    return (event) => {
      const narration = view(event, this.screen);
      if (this.has('--json')) return writePassing(narration);
      for (const warning of narration.warnings ?? []) this.told.add(warning);
      writeNarration(narration);
    };
  }

  /** Prints the report, as text or as the JSON document, and sets the exit code. Remarks go to stderr. */
  protected show<R extends Report>(report: R, view: View<R>, remarks?: View<R>): R {
    if (this.has('--json')) this.writeWhole(this.documentOf(report));
    else {
      this.showText(report, view, writeResult);
      if (remarks !== undefined) writeRemark(remarks(report, this.screen));
    }
    this.noteEnding(report);
    return report;
  }

  /**
   * Prints a list part by part as it comes, none of it held, and at last the report that it ends with. With `--json` all of it is one
   * document, the list under `key`.
   */
  protected async showParts<
    K extends string,
    P extends Readonly<Record<K, readonly unknown[]>>,
    R extends Report,
  >(key: K, parts: AsyncGenerator<P, R>, view: View<P>, closing: View<R> = () => ''): Promise<R> {
    const { DocumentStream, GatheredWriter } = await import('./output/document-stream.js');
    const writer = new GatheredWriter(this.has('--json') ? writeForPrograms : writeResult);
    if (this.has('--json')) this.stream = new DocumentStream(key, writer);
    try {
      let next = await parts.next();
      for (; !next.done; next = await parts.next()) {
        if (this.stream === null) writer.write(view(next.value, this.screen));
        else this.stream.add(this.document, next.value[key]);
      }
      writer.flush();
      return this.show(next.value, closing);
    } finally {
      writer.flush();
    }
  }

  /**
   * Prints each report as it comes, with `--json` on a line each, as long as somebody looks. Of `frames` each takes the place of the one
   * before on a terminal, `lines` follow each other; `single` is for what could have been more than one. Remarks go to stderr.
   */
  protected async showEach<R extends Report>(
    reports: AsyncIterable<R>,
    kind: 'single' | 'frames' | 'lines',
    view: View<R>,
    remarks?: (report: R) => string,
  ): Promise<void> {
    if (kind === 'single') {
      for await (const report of reports) this.show(report, view, remarks);
      return;
    }
    const { stdout, abandoned } = outputStreams();
    for await (const report of until(abandoned, reports)) {
      if (this.has('--json')) writeDocumentLine(this.documentOf(report));
      else this.showText(report, view, kind === 'frames' ? writeFrame : writeResult);
      if (remarks !== undefined && !this.has('--json')) writeRemark(remarks(report));
      this.noteEnding(report);
      await stdout.taken();
    }
  }

  private noteEnding({ outcome, code }: Report): void {
    noteEnding({ shape: this.document, outcome, code });
  }

  private showText<R extends Report>(report: R, view: View<R>, write: (text: string) => void): void {
    write(view(report, this.screen));
    report.warnings.filter((warning) => !this.told.has(warning)).forEach(writeWarning);
  }

  /** What of it has been written before is not written again. */
  private writeWhole(document: object): void {
    if (this.stream === null) writeDocument(document);
    else this.stream.end(document);
  }

  private documentOf(report: Report): object {
    return reportDocument(this.document, { ...report, warnings: [...this.warnings, ...report.warnings] });
  }

  protected override async init(): Promise<void> {
    await super.init();
    tellBy((thrown) => this.tell(thrown));
  }

  protected override async catch(thrown: Error): Promise<void> {
    this.tell(thrown);
  }

  private tell(thrown: unknown): void {
    const failure = failureFrom(thrown, this.typedCommand());
    const { document, warnings } = this;
    writeFailure(failure, {
      json: this.has('--json') ? (whole) => this.writeWhole(whole) : null,
      debug: this.has('--debug'),
      shape: document,
      warnings,
    });
    noteEnding({ shape: document, outcome: failure.outcome, code: failure.problem.code });
  }

  protected override async finally(): Promise<void> {
    await this.world?.close();
  }

  private typedCommand(): TypedCommand {
    const { flags, baseFlags } = this.ctor;
    return { words: this.id?.replaceAll(':', ' ') ?? '', options: spellingsOf({ ...baseFlags, ...flags }) };
  }

  private get screen(): Screen {
    return describeScreen(outputStreams().stdout, process.env, this.has('--no-color'));
  }

  /** Also right when parsing itself has failed. */
  private has(flag: string): boolean {
    const end = this.argv.indexOf('--');
    const index = this.argv.indexOf(flag);
    return index !== -1 && (end === -1 || index < end);
  }

  private remember(warning: Problem): void {
    this.warnings.push(warning);
    writeWarning(warning);
  }
}
