import { describe, expect, it } from 'vitest';
import { diffWithParents, unifiedDiff } from '../../src/formats/unified-diff.js';

const BEFORE = `loop_wait: 2
maximum_lag_on_failover: 1048576
postgresql:
  parameters:
    max_connections: 50
  use_pg_rewind: true
  use_slots: true
retry_timeout: 5
ttl: 20
`;
const AFTER = `loop_wait: 2
maximum_lag_on_failover: 1048576
postgresql:
  parameters:
    max_connections: 60
    pg_stat_statements.max: 100
  use_pg_rewind: true
retry_timeout: 5
ttl: 30
`;

describe('unifiedDiff', () => {
  it('is the one of patronictl (reference 3.13)', () => {
    expect(unifiedDiff(BEFORE, AFTER)).toMatchInlineSnapshot(`
      "--- 
      +++ 
      @@ -2,8 +2,8 @@
       maximum_lag_on_failover: 1048576
       postgresql:
         parameters:
      -    max_connections: 50
      +    max_connections: 60
      +    pg_stat_statements.max: 100
         use_pg_rewind: true
      -  use_slots: true
       retry_timeout: 5
      -ttl: 20
      +ttl: 30
      "
    `);
  });

  it('is empty without a difference', () => {
    expect(unifiedDiff(BEFORE, BEFORE)).toBe('');
  });
});

describe('diffWithParents', () => {
  const shown = (before: string, after: string): string[] =>
    diffWithParents(before, after).map(({ kind, text }) => `${kind} ${text}`);

  it('shows what changed below its keys', () => {
    expect(shown(BEFORE, AFTER)).toEqual([
      'same postgresql:',
      'same   parameters:',
      'removed     max_connections: 50',
      'added     max_connections: 60',
      'added     pg_stat_statements.max: 100',
      'removed   use_slots: true',
      'removed ttl: 20',
      'added ttl: 30',
    ]);
  });

  it('shows the key of a list, which stands in the same column', () => {
    expect(shown('a:\n- 1\n- 2\nb: 1\n', 'a:\n- 1\n- 3\nb: 1\n')).toEqual([
      'same a:',
      'removed - 2',
      'added - 3',
    ]);
  });

  it('shows a key once, however much changes below', () => {
    expect(shown('a:\n  b: 1\n  c: 1\n  d: 1\n', 'a:\n  b: 2\n  c: 1\n  d: 2\n')).toEqual([
      'same a:',
      'removed   b: 1',
      'added   b: 2',
      'removed   d: 1',
      'added   d: 2',
    ]);
  });

  it('shows no key that is new itself twice', () => {
    expect(shown('b: 1\n', 'a:\n  x: 1\nb: 1\n')).toEqual(['added a:', 'added   x: 1']);
  });
});
