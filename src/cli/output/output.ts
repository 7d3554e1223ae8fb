import type { Failure, Problem } from '../../errors.js';
import { jsonText } from '../../formats/json.js';
import { escapedJson, terminalText } from '../../formats/visible-text.js';
import type { Trace } from '../../operations/ports/trace.js';
import { failureView, warningView } from '../../views/parts/failure.js';
import type { Narration } from '../../views/parts/narration.js';
import { leaveClosedTerminal } from './closed-terminal.js';
import { type DocumentShape, failureDocument } from './document.js';
import type { PassingLine } from './passing-line.js';
import { StandardStream } from './standard-stream.js';

type OutputStream = Pick<StandardStream, 'isTTY' | 'columns' | 'lost' | 'write' | 'taken'>;

export interface OutputStreams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Resolves when what is only looked at is looked at no more: nothing can be written, or the terminal of whoever looks was closed. */
  readonly abandoned: Promise<void>;
}

let streams: OutputStreams | null = null;

/** Those of this process. */
export function outputStreams(): OutputStreams {
  streams ??= openStreams();
  return streams;
}

/** From now on everything is written there; for whoever runs ctl within another program, one invocation after the other. */
export function writeTo(others: OutputStreams): void {
  streams = others;
  passing = null;
}

function openStreams(): OutputStreams {
  const stdout = new StandardStream(process.stdout, 1);
  const stderr = new StandardStream(process.stderr, 2);
  const hungUp = new Promise<void>((resolve) => {
    process.on('SIGHUP', () => {
      const left = leaveClosedTerminal();
      if (left.includes(1)) stdout.hangUp();
      if (left.includes(2)) stderr.hangUp();
      resolve();
    });
  });
  // Also where no signal tells of it.
  for (const { ended } of [stdout, stderr]) void ended.then(leaveClosedTerminal);
  return { stdout, stderr, abandoned: Promise.race([stdout.ended, hungUp]) };
}

let passing: PassingLine | null = null;

/** From now on what is only passing is shown, too; it needs the widths of characters, which cost time to load. */
export function showPassing(line: PassingLine): void {
  passing = line;
}

/** The result of the invocation, and nothing else, goes here. In a pipe it is for programs, which get what patronictl gives them. */
export function writeResult(text: string): void {
  passing?.clear();
  const { stdout } = outputStreams();
  stdout.write(stdout.isTTY ? terminalText(text) : text);
}

/** Everything beside the result: progress, warnings, errors. */
export function writeRemark(text: string): void {
  passing?.clear();
  outputStreams().stderr.write(terminalText(text));
}

export function writeNarration(narration: Narration): void {
  if (narration.result !== undefined) writeResult(narration.result);
  narration.warnings?.forEach(writeWarning);
  if (narration.remark !== undefined) writeRemark(narration.remark);
  writePassing(narration);
}

/** Only what lasts until something else is shown. */
export function writePassing(narration: Narration): void {
  if (narration.passing !== undefined) passing?.write(terminalText(narration.passing));
}

export function writeWarning(warning: Problem): void {
  writeRemark(warningView(warning));
}

/** The JSON document of the invocation. */
export function writeDocument(document: object): void {
  writeForPrograms(`${escapedJson(jsonText(document, 2))}\n`);
}

/** One JSON document of a stream. */
export function writeDocumentLine(document: object): void {
  writeForPrograms(`${escapedJson(jsonText(document))}\n`);
}

/** A result, or a part of it, that is of no use anywhere but on stdout. */
export function writeForPrograms(text: string): void {
  passing?.clear();
  outputStreams().stdout.write(text, false);
}

/** One picture of a repeated view; on a terminal it takes the place of the one before. */
export function writeFrame(text: string): void {
  writeResult(outputStreams().stdout.isTTY ? `\x1b[H\x1b[2J${text}` : text);
}

/** Where results go, if failures are wanted there, else beside them, and so if the document cannot be written. */
export function writeFailure(failure: Failure, options: FailureOptions): void {
  const { json, shape, warnings } = options;
  if (json !== null) json(failureDocument(shape, failure, warnings));
  else if (shape.convention !== undefined) writeResult(shape.convention.failureView(failure));
  else writeRemark(failureView(failure));
  if (json !== null && outputStreams().stdout.lost !== null) writeRemark(failureView(failure));
  if (options.debug) writeRemark(`${stackOf(failure)}\n`);
}

interface FailureOptions {
  /** Writes the document; null if text is wanted. */
  readonly json: ((document: object) => void) | null;
  readonly debug: boolean;
  readonly shape: DocumentShape;
  readonly warnings: readonly Problem[];
}

function stackOf(failure: Failure): string {
  return failure.cause instanceof Error
    ? `${failure.stack}\ncaused by ${failure.cause.stack}`
    : `${failure.stack}`;
}

/** With `--debug` each exchange is a line on stderr; null without it. */
export async function openTrace(debug: boolean | undefined): Promise<Trace | null> {
  if (!debug) return null;
  const { traceLine } = await import('../../views/parts/trace-line.js');
  return (exchange) => writeRemark(traceLine(exchange, performance.now()));
}
