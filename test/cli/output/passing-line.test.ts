import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PassingLine } from '../../../src/cli/output/passing-line.js';

function output(terminal: { readonly isTTY?: boolean; readonly columns?: number }) {
  const written: string[] = [];
  return { ...terminal, written, write: (text: string) => written.push(text) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a passing line on a terminal', () => {
  it('is rewritten in place, and makes room for what is to stay', () => {
    const out = output({ isTTY: true, columns: 80 });
    const line = new PassingLine(out);
    line.write('one');
    line.write('two');
    line.clear();
    line.clear();
    expect(out.written).toEqual(['\r\x1b[Kone', '\r\x1b[Ktwo', '\r\x1b[K']);
  });

  it('never wraps, whatever the characters are', () => {
    const out = output({ isTTY: true, columns: 10 });
    const line = new PassingLine(out);
    line.write('0123456789');
    line.write('数据库数据库');
    line.write('🐘🐘🐘🐘🐘🐘');
    expect(out.written.map((text) => text.slice('\r\x1b[K'.length))).toEqual([
      '012345678',
      '数据库数',
      '🐘🐘🐘🐘',
    ]);
  });

  it('of unknown size has 80 columns', () => {
    const out = output({ isTTY: true, columns: 0 });
    new PassingLine(out).write('x'.repeat(200));
    expect(out.written[0]?.length).toBe('\r\x1b[K'.length + 79);
  });
});

describe('a passing line elsewhere', () => {
  it('is an ordinary line after a second, then from time to time', () => {
    const out = output({});
    const line = new PassingLine(out);
    for (let second = 0; second <= 25; second += 0.5) {
      line.write(`after ${second} s`);
      vi.advanceTimersByTime(500);
    }
    expect(out.written).toEqual(['after 1 s\n', 'after 11 s\n', 'after 21 s\n']);
  });

  it('counts from the last thing that stayed', () => {
    const out = output({});
    const line = new PassingLine(out);
    vi.advanceTimersByTime(9_000);
    line.clear();
    vi.advanceTimersByTime(900);
    line.write('after 9.9 s');
    vi.advanceTimersByTime(200);
    line.write('after 10.1 s');
    expect(out.written).toEqual(['after 10.1 s\n']);
  });
});
