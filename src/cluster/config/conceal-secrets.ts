import { isValueMap, type Value } from '../model/value.js';
import { concealText } from './conceal-text.js';
import type { ConfigPath } from './config-finding.js';

const CONCEALED = '***';

const SECRET_KEY = new RegExp(
  String.raw`(?:${[
    'pass(?:word|wd|phrase)s?',
    '(?:^|[-_.])pass',
    'secrets?(?:[-_]?access)?(?:[-_]?keys?)?',
    'tokens?',
    '(?:api|access|account|private|encryption|shared|master)[-_]?keys?(?:[-_]?id)?',
    'credentials?',
    '(?:^|[-_])pwd',
    'authorization',
    'connection[-_]?string',
    'pass(?:word|phrase)?[-_]?command(?:_supports_reload)?',
  ].join('|')})(?:[-_]?\d+)?$`,
  'i',
);
/** Its value is a switch. */
const NO_SECRET = /supports_reload$|(?:^|[-_])(?:no|use|with)[-_]?(?:password|token)$/i;
const SECTION_OF_SECRETS = /(?:^|[-_])(?:passwords?|secrets?|tokens?|credentials?|passphrases?)$/i;
/** What is below them are names that somebody has chosen. */
const NAMING_SECTIONS = ['slots', 'ignore_slots'];

/** Keys whose value is run by a shell; what it says cannot all be understood. */
const COMMAND_KEY =
  /(?:^|_)(?:command|cmd)$|^on_(?:start|stop|restart|reload|role_change)$|^(?:pre_promote|before_stop|post_bootstrap|post_init)$/;

/**
 * A value of the dynamic configuration to be shown or kept: passwords in it, in a connection string or by the name of their key, are
 * left out. In something that is given away (`commands: 'hide'`), whole commands are.
 */
export function concealSecrets<T extends Value | undefined>(
  path: ConfigPath,
  value: T,
  commands: 'show' | 'hide' = 'show',
): T | Value {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  const key = path.at(-1) ?? '';
  const isNaming = NAMING_SECTIONS.includes(path[0] ?? '');
  if (isValueMap(value)) {
    if (SECTION_OF_SECRETS.test(key) && !isNaming) return withoutValues(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, concealSecrets([...path, name], each, commands)]),
    );
  }
  if (value === '') return value;
  const isNamed = SECRET_KEY.test(key) && !NO_SECRET.test(key) && !(isNaming && path.length < 3);
  const isSecret = isNamed || (!isNaming && path.slice(0, -1).some((name) => SECTION_OF_SECRETS.test(name)));
  if (isSecret || (commands === 'hide' && isCommand(path))) {
    return Array.isArray(value) ? value.map(() => CONCEALED) : CONCEALED;
  }
  if (typeof value === 'string') return isLogin(key, value) ? CONCEALED : concealText(value);
  return Array.isArray(value) ? value.map((each) => concealSecrets(path, each, commands) ?? null) : value;
}

/** All of a section but its keys. */
function withoutValues(value: Value): Value {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(withoutValues);
  if (!isValueMap(value)) return CONCEALED;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutValues(each)]));
}

function isCommand(path: ConfigPath): boolean {
  return COMMAND_KEY.test(path.at(-1) ?? '') || path.includes('callbacks');
}

/** `auth: username:password`. */
function isLogin(key: string, value: string): boolean {
  return /(?:^|_)auth$/i.test(key) && value.includes(':');
}
