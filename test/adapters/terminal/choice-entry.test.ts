import { describe, expect, it } from 'vitest';
import { choiceEntries } from '../../../src/adapters/terminal/prompts.js';
import type { Choice } from '../../../src/operations/ports/operator-ports.js';

const CHOICES: readonly Choice[] = [
  { value: '', remark: '', disabled: null },
  { value: 'pg2', remark: 'sync standby, 0 B behind', disabled: null },
  { value: 'pg\x1b[31m3', remark: 'streaming, 16 MB behind, replays slowly\n', disabled: null },
  { value: 'pg4', remark: 'stopped', disabled: 'its tag nofailover is set, and its agent does not answer' },
];

/** As inquirer draws them. */
function drawn(columns: number): string {
  const lines = choiceEntries(CHOICES, columns).map(({ name, disabled }) =>
    disabled === false ? `  ${name}` : `- ${name} ${disabled}`,
  );
  return `\n${lines.join('\n')}\n`;
}

describe('choiceEntries', () => {
  it('has the remarks in a column, and why one cannot be chosen', () => {
    expect(drawn(110)).toMatchInlineSnapshot(`
      "
        any
        pg2          sync standby, 0 B behind
        pg\\x1b[31m3  streaming, 16 MB behind, replays slowly\\x0a
      - pg4          stopped (its tag nofailover is set, and its agent does not answer)
      "
    `);
  });

  it('lets a long remark go on below itself', () => {
    const text = drawn(50);
    expect(text).toMatchInlineSnapshot(`
      "
        any
        pg2          sync standby, 0 B behind
        pg\\x1b[31m3  streaming, 16 MB behind, replays
                     slowly\\x0a
      - pg4          stopped (its tag nofailover is set,
                     and its agent does not answer)
      "
    `);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  it('leaves the rest to the terminal where there is no room for a column', () => {
    expect(drawn(30).split('\n')).toHaveLength(CHOICES.length + 2);
  });

  it('keeps the value as it is, and shows the name only once it is chosen', () => {
    const [any, second, third] = choiceEntries(CHOICES, 80);
    expect(any).toEqual({ value: '', name: 'any', short: 'any', disabled: false });
    expect(second?.short).toBe('pg2');
    expect(third).toMatchObject({ value: 'pg\x1b[31m3', short: 'pg\\x1b[31m3' });
  });
});
