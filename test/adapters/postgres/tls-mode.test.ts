import { expect, it } from 'vitest';
import { parseSslMode, transportsOf, verificationOf } from '../../../src/adapters/postgres/tls-mode.js';

it.each([
  ['disable', 'plain', 'none', 'authority'],
  ['allow', 'plain tls', 'none', 'authority'],
  ['prefer', 'tls plain', 'none', 'authority'],
  ['require', 'tls', 'none', 'authority'],
  ['verify-ca', 'tls', 'authority', 'authority'],
  ['verify-full', 'tls', 'authority-and-name', 'authority-and-name'],
])(
  '%s tries %s; verifies %s without and %s with a root certificate',
  (value, transports, without, withRoot) => {
    const mode = parseSslMode({ value, from: 'PGSSLMODE' });
    expect(transportsOf(mode).join(' ')).toBe(transports);
    expect([verificationOf(mode, false), verificationOf(mode, true)]).toEqual([without, withRoot]);
  },
);

it('prefers TLS, and knows no other modes', () => {
  expect(parseSslMode(null)).toBe('prefer');
  expect(() => parseSslMode({ value: 'no-verify', from: 'PGSSLMODE' })).toThrow(
    'invalid sslmode value: "no-verify" (PGSSLMODE)',
  );
});
