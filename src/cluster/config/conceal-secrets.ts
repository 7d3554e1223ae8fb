import { isValueMap, type Value } from '../model/value.js';
import type { ConfigPath } from './config-finding.js';

const CONCEALED = '***';

const SECRET_KEY = /(pass(word|wd|phrase)|secret(_key|_access_key)?|token|api_?key)$/i;
/** From the telling part of a name on, and no further than names go: what else is before or behind it may be a long text. */
const ASSIGNED =
  /((?:passw|passphrase|secret|token)\w{0,80}\s{0,20}[=:]\s*)('(?:[^'\\]|\\.)*'|"[^"]*"|[^\s'"&;]+)/gi;
const IN_URL = /(:\/\/[^\s:/@]*:)[^\s/]+@/g;

/** A value of the dynamic configuration to be shown or kept: passwords in it, in a connection string or by the name of their key, are left out. */
export function concealSecrets<T extends Value | undefined>(path: ConfigPath, value: T): T | Value {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  const isSecret = SECRET_KEY.test(path.at(-1) ?? '');
  if (isValueMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, concealSecrets([...path, key], each)]),
    );
  }
  if (isSecret) return CONCEALED;
  if (typeof value === 'string') return concealText(value);
  return Array.isArray(value) ? value.map((each) => concealSecrets(path, each) ?? null) : value;
}

function concealText(text: string): string {
  return text.replace(ASSIGNED, `$1${CONCEALED}`).replace(IN_URL, `$1${CONCEALED}@`);
}
