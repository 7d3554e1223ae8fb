import { hint } from '../../../formats/hint.js';
import { isTrue } from '../../model/value.js';
import { type AccessLine, accessLines } from '../access-lines.js';
import { type CheckContext, sectionOf } from '../check-context.js';
import type { Fault } from '../config-finding.js';
import { majorOf } from '../parameter-rules.js';
import { hbaFault, identFault, isInclude } from './access-faults.js';

const SUFFIXES = ['', '_primary', '_replica', '_standby_leader'];

/** The lines of pg_hba and pg_ident: a single wrong one keeps PostgreSQL from reading the file, and from starting with it. */
export function checkAccessLines(context: CheckContext): readonly Fault[] {
  const majors = context.members.flatMap((member) => majorOf(member) ?? []);
  const oldest = majors.length === 0 ? null : Math.min(...majors);
  const lines = (name: string): readonly AccessLine[] =>
    accessLines(context.postgresql[name], oldest === null || oldest >= 14);
  return [
    ...SUFFIXES.flatMap((suffix) =>
      lines(`pg_hba${suffix}`).flatMap((line) => judge(`pg_hba${suffix}`, line, hbaFault(line, oldest))),
    ),
    ...SUFFIXES.flatMap((suffix) =>
      lines(`pg_ident${suffix}`).flatMap((line) =>
        judge(`pg_ident${suffix}`, line, identFault(line, oldest)),
      ),
    ),
    ...replicationAccess(context, lines('pg_hba')),
    ...uselessLists(context),
  ];
}

/** Options may hold secrets, such as that of an LDAP server: only the beginning is shown. */
function judge(name: string, { fields, entries }: AccessLine, fault: string | null): readonly Fault[] {
  if (fault === null) return [];
  const quoted = (text: string): string =>
    /[\s,"#]|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const shown = fields
    .slice(0, 4)
    .map((field) =>
      field
        .map(({ text, isQuoted }) => (isQuoted ? `"${text.replaceAll('"', '""')}"` : quoted(text)))
        .join(','),
    )
    .join(' ');
  const message = `The line "${shown} …" ${fault}`;
  const [entry = ''] = entries;
  return [{ code: 'bad-access-line', path: ['postgresql', name], message, next: null, entry }];
}

/** In quotes it is the name of a database; a replica comes over TCP. */
function replicationAccess({ parameters }: CheckContext, lines: readonly AccessLine[]): readonly Fault[] {
  const isOpen = lines.some((line) => {
    const [[type] = [], databases = []] = line.fields;
    if (isInclude(line)) return true;
    const isMeant = databases.some(
      ({ text, isQuoted }) => !isQuoted && (text === 'replication' || text.startsWith('@')),
    );
    return isMeant && type?.text !== 'local' && !line.fields.some(([word]) => word?.text === 'reject');
  });
  if (lines.length === 0 || isOpen || isTrue(parameters.hba_file)) return [];
  const message =
    'No line of pg_hba lets anybody replicate ("all" does not cover it): replicas could not connect again';
  const next = hint`add a line such as "host replication replicator 10.0.0.0/8 scram-sha-256"`;
  return [{ code: 'no-replication-access', path: ['postgresql', 'pg_hba'], message, next }];
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
