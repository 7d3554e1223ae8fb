import { describe, expect, it } from 'vitest';
import { DocumentStream, GatheredWriter } from '../../../src/cli/output/document-stream.js';

const SHAPE = { name: 'list', keys: ['at', 'clusters'] };
const REST = { schema: 'ctl.list/1', outcome: 'done', exit: 0, at: 'now' };

function written(work: (stream: DocumentStream) => void): string {
  let text = '';
  work(
    new DocumentStream(
      'clusters',
      new GatheredWriter((part) => {
        text += part;
      }),
    ),
  );
  return text;
}

describe('DocumentStream', () => {
  it('writes one document, an entry on each line', () => {
    const text = written((stream) => {
      stream.add(SHAPE, [{ scope: 'a' }]);
      stream.add(SHAPE, []);
      stream.add(SHAPE, [{ scope: 'b' }, { scope: 'c' }]);
      stream.end(REST);
    });
    expect(JSON.parse(text)).toEqual({ ...REST, clusters: [{ scope: 'a' }, { scope: 'b' }, { scope: 'c' }] });
    expect(text.split('\n').filter((line) => line.includes('"scope"'))).toHaveLength(3);
  });

  it('writes an entry before the next one is there', async () => {
    let sofar = '';
    const writer = new GatheredWriter((part) => {
      sofar += part;
    });
    new DocumentStream('clusters', writer).add(SHAPE, [{ scope: 'a' }]);
    await new Promise(setImmediate);
    expect(sofar).toContain('{"scope":"a"}');
  });

  it('is a document without entries, too', () => {
    expect(JSON.parse(written((stream) => stream.end(REST)))).toEqual({ ...REST, clusters: [] });
  });

  it('keeps what was written when it ends in a failure, and is null if nothing was', () => {
    const failure = { ...REST, outcome: 'unreachable', exit: 4, clusters: null };
    const late = written((stream) => {
      stream.add(SHAPE, [{ scope: 'a' }]);
      stream.end(failure);
    });
    expect(JSON.parse(late)).toEqual({ ...failure, clusters: [{ scope: 'a' }] });
    expect(JSON.parse(written((stream) => stream.end(failure)))).toEqual(failure);
  });
});

describe('GatheredWriter', () => {
  it('makes one write of what comes at the same moment, in its order', async () => {
    const writes: string[] = [];
    const writer = new GatheredWriter((text) => writes.push(text));
    for (const text of ['a', 'b', 'c']) writer.write(text);
    expect(writes).toEqual([]);
    await new Promise(setImmediate);
    expect(writes).toEqual(['abc']);
    writer.write('d');
    writer.flush();
    writer.flush();
    expect(writes).toEqual(['abc', 'd']);
  });

  it('does not hold back much', () => {
    const writes: string[] = [];
    const writer = new GatheredWriter((text) => writes.push(text));
    for (let count = 0; count < 200; count += 1) writer.write('x'.repeat(1024));
    expect(writes.map(({ length }) => length)).toEqual([65_536, 65_536, 65_536]);
  });
});
