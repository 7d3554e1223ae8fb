import { describe, expect, it } from 'vitest';
import { findPassword } from '../../../src/adapters/postgres/login.js';

const key = { host: '10.0.0.1', port: 5432, database: 'app', user: 'bob' };
const find = (text: string, changes: Partial<typeof key> = {}) => findPassword(text, { ...key, ...changes });

describe('findPassword', () => {
  it.each([
    ['10.0.0.1:5432:app:bob:secret', 'secret'],
    ['*:*:*:*:secret', 'secret'],
    ['10.0.0.1:*:*:bob:with:colon', 'with'],
    ['*:*:*:*:a\\:b\\\\c', 'a:b\\c'],
    ['*:*:*:*:', ''],
    ['*:*:*:*:secret\r', 'secret'],
    ['*:*:*:*:trailing\\', 'trailing\\'],
    ['#*:*:*:*:comment\n*:*:*:*:second', 'second'],
    ['10.0.0.2:*:*:*:other\n*:*:*:bob:first\n*:*:*:*:second', 'first'],
  ])('%j gives %j', (text, password) => {
    expect(find(text)?.password).toBe(password);
  });

  it.each([
    '10.0.0.1:5433:app:bob:x',
    '10.0.0.1:5432:App:bob:x',
    '10.0.0.*:5432:app:bob:x',
    '\\*:5432:app:bob:x',
    '*:*:*:*',
    '',
  ])('%j does not match', (text) => {
    expect(find(text)).toBeNull();
  });

  it('takes an escaped character as it is', () => {
    const text = '\\:\\:1:5432:a\\:b:*:six';
    expect(find(text, { host: '::1', database: 'a:b' })).toEqual({ password: 'six', line: 1 });
    expect(find('\\*:*:*:*:star', { host: '*' })?.password).toBe('star');
  });

  it('tells the line', () => {
    expect(find('# a\n\n*:*:*:*:x')?.line).toBe(3);
  });
});
