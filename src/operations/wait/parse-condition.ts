import type { Condition } from '../../cluster/wait/condition.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import { parseSize } from '../../formats/sizes.js';

/** For help and hints. */
const CONDITIONS = [
  'leader',
  'leader=NAME',
  'primary',
  'streaming',
  'streaming=NAME',
  'members=N',
  'no-pending-restart',
  'paused',
  'resumed',
  'role=NAME:ROLE',
  'lag=SIZE',
  'timeline=N',
  'sync',
];

const ROLES = ['leader', 'standby_leader', 'sync_standby', 'quorum_standby', 'replica'] as const;

/** `leader=pg1`, `lag=16MB` and so on; nothing in them means anything to a shell. */
export function parseCondition(typed: string): Condition {
  const text = typed.trim();
  const equals = text.indexOf('=');
  const word = equals === -1 ? text : text.slice(0, equals);
  const value = equals === -1 ? null : text.slice(equals + 1);
  if (value === '') throw bad(text, `${word}= has no value`);
  switch (word) {
    case 'leader':
    case 'streaming':
      return { text, kind: word, name: value };
    case 'primary':
    case 'no-pending-restart':
    case 'sync':
      if (value !== null) throw bad(text, `${word} takes no value`);
      return word === 'primary' ? { text, kind: word, name: null } : { text, kind: word };
    case 'paused':
    case 'resumed':
      if (value !== null) throw bad(text, `${word} takes no value`);
      return { text, kind: 'paused', paused: word === 'paused' };
    case 'members':
      return { text, kind: word, count: whole(text, value, 0) };
    case 'timeline':
      return { text, kind: word, timeline: whole(text, value, 1) };
    case 'lag':
      return { text, kind: word, bytes: size(text, value) };
    case 'role':
      return role(text, value);
    default:
      throw bad(text, `there is no condition "${word}"`, word);
  }
}

function whole(text: string, value: string | null, least: number): number {
  if (value === null || !/^\d{1,9}$/.test(value) || Number(value) < least) {
    throw bad(text, `${text}: it takes a number of at least ${least}`);
  }
  return Number(value);
}

function size(text: string, value: string | null): number {
  const parsed = parseSize(value ?? '');
  if ('error' in parsed) throw bad(text, parsed.error);
  return parsed.bytes;
}

function role(text: string, value: string | null): Condition {
  // A name may hold a colon, a role does not.
  const [, name = '', typed = ''] = /^(.+):([^:]+)$/.exec(value ?? '') ?? [];
  if (name === '') throw bad(text, `${text}: it takes a member and its role, such as role=pg1:replica`);
  const wanted = typed.toLowerCase().replaceAll(/[- ]/g, '_');
  if (wanted === 'primary') return { text, kind: 'primary', name };
  const known = ROLES.find((each) => each === wanted);
  if (known === undefined) {
    throw bad(
      text,
      `"${typed}" is no role; there are ${['primary', ...ROLES].join(', ').replaceAll('_', '-')}`,
    );
  }
  return { text, kind: 'role', name, role: known };
}

function bad(text: string, message: string, word: string | null = null): Failure {
  const near =
    word === null
      ? []
      : nearMatches(
          word,
          CONDITIONS.map((each) => each.replace(/=.*/, '')),
        );
  const meant = CONDITIONS.filter((each) => near.includes(each.replace(/=.*/, '')));
  const next =
    word === null ? undefined : hint`--for ${(meant.length === 0 ? CONDITIONS : meant).join(', ')}`;
  return new Failure('usage', 'bad-condition', message, {
    subject: text,
    ...(next === undefined ? {} : { next }),
  });
}
