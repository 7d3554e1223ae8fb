import { hint } from '../../../formats/hint.js';
import { isTrue } from '../../model/value.js';
import { type CheckContext, sectionOf } from '../check-context.js';
import type { Fault } from '../config-finding.js';

const HBA_TYPES = ['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'];
const INCLUDES = ['include', 'include_if_exists', 'include_dir'];
const METHODS = [
  'trust',
  'reject',
  'md5',
  'scram-sha-256',
  'password',
  'gss',
  'sspi',
  'ident',
  'peer',
  'pam',
  'bsd',
  'ldap',
  'radius',
  'cert',
  'oauth',
];
const SUFFIXES = ['', '_primary', '_replica', '_standby_leader'];

/** The lines of pg_hba and pg_ident: a single wrong one keeps PostgreSQL from reading the file, and from starting with it. */
export function checkAccessLines(context: CheckContext): readonly Fault[] {
  const lines = (name: string): readonly string[] => linesOf(context, name);
  return [
    ...SUFFIXES.flatMap((suffix) =>
      lines(`pg_hba${suffix}`).flatMap((line) => judge(`pg_hba${suffix}`, line, hbaFault(line))),
    ),
    ...SUFFIXES.flatMap((suffix) =>
      lines(`pg_ident${suffix}`).flatMap((line) => judge(`pg_ident${suffix}`, line, identFault(line))),
    ),
    ...replicationAccess(context, lines('pg_hba')),
    ...uselessLists(context),
  ];
}

/** Without comments and empty lines; what ends with a backslash goes on in the next line (since PostgreSQL 14). */
function linesOf({ postgresql }: CheckContext, name: string): readonly string[] {
  const list = postgresql[name];
  const entries = Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  const lines = entries.join('\n').replaceAll('\\\n', '').split('\n');
  return lines.filter((line) => fieldsOf(line).length > 0);
}

/** A word of a line; in quotes it is no keyword (PostgreSQL, hba.c, `token_is_keyword`). */
interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Fields are separated by blanks, the words of one by commas; quotes hold both together, # begins a comment (`next_token`). */
function fieldsOf(line: string): readonly (readonly Word[])[] {
  const [text = ''] = /^(?:"[^"]*"?|[^"#])*/.exec(line) ?? [];
  const fields: Word[][] = [];
  let goesOn = false;
  for (const [token] of text.matchAll(/,|(?:"[^"]*"?|[^\s",])+/g)) {
    if (token === ',') {
      goesOn = true;
      continue;
    }
    const word = { text: token.replaceAll('"', ''), isQuoted: token.startsWith('"') };
    const last = fields.at(-1);
    if (goesOn && last !== undefined) last.push(word);
    else fields.push([word]);
    goesOn = false;
  }
  return fields;
}

/** The first word of each field. */
function wordsOf(line: string): readonly string[] {
  return fieldsOf(line).map(([first]) => first?.text ?? '');
}

function hbaFault(line: string): string | null {
  const [type = '', , , address = '', ...rest] = wordsOf(line);
  if (INCLUDES.includes(type)) return null;
  if (!HBA_TYPES.includes(type))
    return `begins with "${type}", not with ${HBA_TYPES.slice(0, 3).join(', ')} …`;
  if (type === 'local') return methodFault(address);
  const isMasked = /^[\d.]+$|:/.test(address) && !address.includes('/');
  return methodFault((isMasked ? rest[1] : rest[0]) ?? '', isMasked && rest.length < 2);
}

function methodFault(method: string, withoutMask = false): string | null {
  if (withoutMask) return 'has an address without a mask, such as /32';
  if (method === '') return 'is too short: TYPE DATABASE USER [ADDRESS] METHOD';
  return METHODS.includes(method) ? null : `has "${method}" where the method belongs, such as scram-sha-256`;
}

function identFault(line: string): string | null {
  const fields = wordsOf(line);
  return fields.length >= 3 || INCLUDES.includes(fields[0] ?? '')
    ? null
    : 'is too short: MAP SYSTEM-USER DATABASE-USER';
}

/** Options may hold secrets, such as that of an LDAP server: only the beginning is shown. */
function judge(name: string, line: string, fault: string | null): readonly Fault[] {
  if (fault === null) return [];
  const shown = fieldsOf(line)
    .slice(0, 4)
    .map((words) => words.map(({ text, isQuoted }) => (isQuoted ? `"${text}"` : text)).join(','))
    .join(' ');
  const message = `The line "${shown} …" ${fault}`;
  return [{ code: 'bad-access-line', path: ['postgresql', name], message, next: null, entry: line }];
}

function replicationAccess({ parameters }: CheckContext, lines: readonly string[]): readonly Fault[] {
  const isOpen = lines.some((line) => {
    const [[type] = [], databases = []] = fieldsOf(line);
    // What stands in another file nobody knows here.
    const isElsewhere = INCLUDES.includes(type?.text ?? '') || databases.some(isFile);
    return isElsewhere || databases.some(({ text, isQuoted }) => text === 'replication' && !isQuoted);
  });
  if (lines.length === 0 || isOpen || parameters.hba_file !== undefined) return [];
  const message =
    'No line of pg_hba lets anybody replicate ("all" does not cover it): replicas could not connect again';
  const next = hint`add a line such as "host replication replicator 10.0.0.0/8 scram-sha-256"`;
  return [{ code: 'no-replication-access', path: ['postgresql', 'pg_hba'], message, next }];
}

function isFile({ text, isQuoted }: Word): boolean {
  return text.startsWith('@') && !isQuoted;
}

/** Patroni writes the lists only to the files that it owns. */
function uselessLists({ postgresql }: CheckContext): readonly Fault[] {
  const parameters = sectionOf(postgresql.parameters);
  const pairs = [
    ['pg_hba', 'hba_file'],
    ['pg_ident', 'ident_file'],
  ] as const;
  return pairs.flatMap(([list, file]): Fault[] => {
    const value = postgresql[list];
    if (!Array.isArray(value) || value.length === 0 || !isTrue(parameters[file])) return [];
    const path = ['postgresql', list];
    const involves = [path, ['postgresql', 'parameters', file]];
    const message = `Patroni does not write ${list} while postgresql.parameters.${file} names another file`;
    return [{ code: 'overridden-setting', path, message, next: hint`leave ${file} out`, involves }];
  });
}
