import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accessLines } from '../../../src/cluster/config/access-lines.js';
import { hbaFault } from '../../../src/cluster/config/checks/access-faults.js';

/** What a real server says of a line: the databases and users that it reads, or its fault. */
type Told = { readonly database: readonly string[]; readonly user: readonly string[] } | string;

const RECORDING = new URL('../../support/recordings-postgresql/15/pg-hba.json', import.meta.url);
const { lines }: { readonly lines: Readonly<Record<string, Told>> } = JSON.parse(
  readFileSync(RECORDING, 'utf8'),
);
/** These depend on the server, not on the line. */
const OWN_REASONS = /not supported by this build|SSL is disabled/;

const words = (line: string): readonly string[][] =>
  accessLines([line], true).flatMap(({ fields }) =>
    fields.map((field) => field.map(({ text, isQuoted }) => (isQuoted ? `'${text}'` : text))),
  );

describe('a line is read as PostgreSQL 15 reads it', () => {
  it.each(Object.entries(lines).filter(([, told]) => typeof told !== 'string' || !OWN_REASONS.test(told)))(
    '%s',
    (text, told) => {
      const [line] = accessLines([text], true);
      if (line === undefined) throw new Error('no line');
      const fault = hbaFault(line, 15);
      if (typeof told === 'string') return expect(fault).not.toBeNull();
      expect(fault).toBeNull();
      const [, database, user] = line.fields.map((field) => field.map((word) => word.text));
      expect({ database, user }).toEqual(told);
    },
  );
});

describe('words', () => {
  it.each([
    ['host all "all" samenet md5', [['host'], ['all'], ["'all'"], ['samenet'], ['md5']]],
    ['host a,"b, c" d e', [['host'], ['a', "'b, c'"], ['d'], ['e']]],
    ['host a ,b c', [['host'], ['a'], ['b'], ['c']]],
    ['host a,, b c', [['host'], ['a', 'b'], ['c']]],
    ['host re"plicatio"n c', [['host'], ['replication'], ['c']]],
    ['host "a""b" c', [['host'], [`'a"b'`], ['c']]],
    ['host "a#b" c#d', [['host'], ["'a#b'"], ['c']]],
    ['host "" c', [['host'], ["''"], ['c']]],
    ['  # all a comment "', []],
    ['', []],
  ])('%s', (line, expected) => {
    expect(words(line)).toEqual(expected);
  });

  it('a backslash at the end joins lines since PostgreSQL 14, comments, too', () => {
    const list = ['host all \\', 'all all md5', '# x \\', 'hidden', 'host\n b'];
    const fields = (goesOn: boolean): number[] => accessLines(list, goesOn).map((line) => line.fields.length);
    expect(fields(true)).toEqual([5, 1, 1]);
    expect(fields(false)).toEqual([3, 3, 1, 1, 1]);
  });
});
