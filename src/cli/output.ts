import { Failure, type Problem } from '../errors.js';
import { jsonText } from '../formats/json.js';
import { failureView, warningView } from '../views/failure.js';
import type { Narration } from '../views/narration.js';
import { type DocumentShape, failureDocument } from './document.js';
import type { PassingLine } from './passing-line.js';

export interface OutputStream {
  readonly isTTY: boolean;
  /** Of a terminal. */
  readonly columns: number;
  write(text: string): unknown;
}

export interface OutputStreams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

let streams: OutputStreams = process;

/** From now on these are written to. */
export function writeTo(given: OutputStreams): void {
  streams = given;
}

export function outputStreams(): OutputStreams {
  return streams;
}

let passing: PassingLine | null = null;

/** From now on what is only passing is shown, too; it needs the widths of characters, which cost time to load. */
export function showPassing(line: PassingLine): void {
  passing = line;
}

/** The result of the invocation, and nothing else, goes here. */
export function writeResult(text: string): void {
  passing?.clear();
  try {
    streams.stdout.write(text);
  } catch (cause) {
    const message = `the result cannot be written: ${cause instanceof Error ? cause.message : cause}`;
    throw new Failure('bug', 'output-unwritable', message, { subject: 'stdout', cause });
  }
}

/** A line of what oclif prints itself, such as a help text (.build/rewrites.js). */
export function writeLine(text = ''): void {
  writeResult(`${text}\n`);
}

/** Everything beside the result: progress, warnings, errors. */
export function writeRemark(text: string): void {
  passing?.clear();
  streams.stderr.write(text);
}

export function writeNarration(narration: Narration): void {
  if (narration.result !== undefined) writeResult(narration.result);
  narration.warnings?.forEach(writeWarning);
  if (narration.remark !== undefined) writeRemark(narration.remark);
  writePassing(narration);
}

/** Only what lasts until something else is shown. */
export function writePassing(narration: Narration): void {
  if (narration.passing !== undefined) passing?.write(narration.passing);
}

export function writeWarning(warning: Problem): void {
  writeRemark(warningView(warning));
}

/** The JSON document of the invocation. */
export function writeDocument(document: object): void {
  writeResult(`${jsonText(document, 2)}\n`);
}

/** One JSON document of a stream. */
export function writeDocumentLine(document: object): void {
  writeResult(`${jsonText(document)}\n`);
}

/** One picture of a repeated view; on a terminal it takes the place of the one before. */
export function writeFrame(text: string): void {
  writeResult(streams.stdout.isTTY ? `\x1b[H\x1b[2J${text}` : text);
}

/** Where results go, if failures are wanted there, else or if that cannot be, beside them. */
export function writeFailure(failure: Failure, options: FailureOptions): void {
  const { json, shape, warnings } = options;
  try {
    if (json !== null) json(failureDocument(shape, failure, warnings));
    else if (shape.convention !== undefined) writeResult(shape.convention.failureView(failure));
    else writeRemark(failureView(failure));
  } catch {
    writeRemark(failureView(failure));
  }
  if (options.debug) writeRemark(`${stackOf(failure)}\n`);
}

export interface FailureOptions {
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
