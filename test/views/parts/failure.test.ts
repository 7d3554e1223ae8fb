import { describe, expect, it } from 'vitest';
import { Failure, type Problem } from '../../../src/errors.js';
import { type Hint, hint } from '../../../src/formats/hint.js';
import { failureView, warningView } from '../../../src/views/parts/failure.js';

function part(subject: string | null, message: string, next: Hint | null = null): Problem {
  return { code: 'dcs-unreachable', message, subject, next };
}

describe('failureView', () => {
  it('says what happened to each part and what to do next', () => {
    const failure = new Failure('unreachable', 'dcs-unreachable', 'no etcd endpoint answered within 5 s.', {
      parts: [
        part('10.0.0.21:2379', 'connection refused'),
        part('h2:2379', 'certificate has expired', hint`etcd3.cacert in /etc/patroni.yml`),
      ],
      next: hint`the endpoints come from /etc/patroni.yml`,
    });
    expect(failureView(failure)).toMatchInlineSnapshot(`
      "unreachable: no etcd endpoint answered within 5 s.
        10.0.0.21:2379   connection refused
        h2:2379          certificate has expired   etcd3.cacert in /etc/patroni.yml
      next: the endpoints come from /etc/patroni.yml
      "
    `);
  });

  it.each([
    ['not-found', 'not found: x\n'],
    ['unreachable', 'unreachable: x\n'],
    ['unknown', 'unknown: x\n'],
    ['partial', 'partial: x\n'],
    ['conflict', 'conflict: x\n'],
    ['cancelled', 'cancelled: x\n'],
    ['refused', 'Error: x\n'],
    ['usage', 'Error: x\n'],
    ['bug', 'Error: x\n'],
  ] as const)("begins for %s with its own word, or with patronictl's", (outcome, text) => {
    expect(failureView(new Failure(outcome, 'code', 'x'))).toBe(text);
  });

  it('shows escape characters instead of obeying them, but keeps lines', () => {
    const failure = new Failure('refused', 'code', 'a\nb\x1b[2J', {
      parts: [part('\x07', '\r')],
      next: hint``,
    });
    expect(failureView(failure)).toBe('Error: a\nb\\x1b[2J\n  \\x07   \\x0d\nnext: \\x9b\n');
  });
});

describe('warningView', () => {
  it('is one line', () => {
    expect(warningView(part(null, 'it may be out of date'))).toBe('warning: it may be out of date\n');
    expect(warningView(part(null, 'garbage', hint`ctl doctor`))).toBe('warning: garbage (ctl doctor)\n');
  });
});
