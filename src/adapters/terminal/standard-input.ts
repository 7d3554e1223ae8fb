import { LineReader } from './line-reader.js';

let reader: LineReader | null = null;

/** The one reader of standard input: statements, a password and answers may come through one pipe. */
export function standardInput(): LineReader {
  reader ??= new LineReader(process.stdin);
  return reader;
}
