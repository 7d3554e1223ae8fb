import { entryOf } from '../../../formats/json.js';
import type { AccessLine } from '../access-lines.js';

const HBA_TYPES = ['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'];
const INCLUDES = ['include', 'include_if_exists', 'include_dir'];
const METHODS = [
  ...['trust', 'reject', 'md5', 'scram-sha-256', 'password', 'gss', 'sspi', 'ident', 'peer', 'pam', 'bsd'],
  ...['ldap', 'radius', 'cert', 'oauth'],
];
const MAPPED = ['ident', 'peer', 'gss', 'sspi', 'cert', 'oauth'];

/** Options by their methods; null: of all. */
const OPTIONS: Readonly<Record<string, readonly string[] | null>> = {
  map: MAPPED,
  clientcert: null,
  clientname: null,
  pamservice: ['pam'],
  pam_use_hostname: ['pam'],
  ...Object.fromEntries(
    [
      ...['ldapurl', 'ldaptls', 'ldapscheme', 'ldapserver', 'ldapport', 'ldapbinddn', 'ldapbindpasswd'],
      ...['ldapsearchattribute', 'ldapsearchfilter', 'ldapbasedn', 'ldapprefix', 'ldapsuffix'],
    ].map((name) => [name, ['ldap']]),
  ),
  krb_realm: ['gss', 'sspi'],
  include_realm: ['gss', 'sspi'],
  compat_realm: ['sspi'],
  upn_username: ['sspi'],
  radiusservers: ['radius'],
  radiusports: ['radius'],
  radiussecrets: ['radius'],
  radiusidentifiers: ['radius'],
  issuer: ['oauth'],
  scope: ['oauth'],
  validator: ['oauth'],
  delegate_ident_mapping: ['oauth'],
};

/** Includes came with PostgreSQL 16; before, they are a wrong type. */
export function isInclude({ fields }: AccessLine): boolean {
  return INCLUDES.includes(fields[0]?.[0]?.text ?? '');
}

/** Why PostgreSQL does not read a line of pg_hba.conf (hba.c, parse_hba_line); null if it does, as far as that can be told from here. */
export function hbaFault(line: AccessLine, oldest: number | null): string | null {
  if (isInclude(line)) return includeFault(line, oldest);
  const [type, , , ...rest] = line.fields.map((field) => field.map(({ text }) => text));
  const [kind = ''] = type ?? [];
  if (!HBA_TYPES.includes(kind))
    return `begins with "${kind}", not with ${HBA_TYPES.slice(0, 3).join(', ')} …`;
  if ((type?.length ?? 0) > 1) return 'begins with several types';
  if (kind === 'local') return methodFault(kind, rest, oldest);
  const [address = [], ...behind] = rest;
  if (address.length > 1) return 'has several addresses; each needs a line';
  const isWord =
    line.fields[3]?.[0]?.isQuoted === false && ['all', 'samehost', 'samenet'].includes(address[0] ?? '');
  const { fault, isMasked } = isWord ? { fault: null, isMasked: false } : addressFault(address[0] ?? '');
  if (fault !== null) return fault;
  if (!isMasked) return methodFault(kind, behind, oldest);
  const [mask, ...others] = behind;
  return mask === undefined || bitsOf(mask[0] ?? '') !== bitsOf(address[0] ?? '')
    ? 'has an address without a mask, such as /32'
    : methodFault(kind, others, oldest);
}

function includeFault({ fields }: AccessLine, oldest: number | null): string | null {
  if (oldest !== null && oldest < 16) return `includes another file, which PostgreSQL ${oldest} does not`;
  return fields.length === 2 ? null : 'includes no file, or several';
}

/** Bits of an address; null for a host name. A short one such as `10.1` is an address, too. */
function bitsOf(text: string): 32 | 128 | null {
  if (text.includes(':')) return 128;
  const parts = text.split('.');
  const isNumber = parts.length <= 4 && parts.every((part) => /^\d+$/.test(part) && Number(part) < 256);
  return isNumber ? 32 : null;
}

function addressFault(address: string): { readonly fault: string | null; readonly isMasked: boolean } {
  const [host = '', mask] = address.split(/\/(.*)/s);
  const bits = bitsOf(host);
  if (mask === undefined) return { fault: null, isMasked: bits !== null };
  if (bits === null) return { fault: `has a mask behind the host name ${host}`, isMasked: false };
  const isMask = /^\d+$/.test(mask) && Number(mask) <= bits;
  return { fault: isMask ? null : `has the mask /${mask}; it can be /0 to /${bits}`, isMasked: false };
}

function methodFault(
  type: string,
  fields: readonly (readonly string[])[],
  oldest: number | null,
): string | null {
  const [[method = '', another] = [], ...options] = fields;
  if (method === '') return 'is too short: TYPE DATABASE USER [ADDRESS] METHOD';
  if (another !== undefined) return 'has several methods';
  if (!METHODS.includes(method)) return `has "${method}" where the method belongs, such as scram-sha-256`;
  if (method === 'oauth' && oldest !== null && oldest < 18)
    return `has oauth, which PostgreSQL ${oldest} does not know`;
  if (type === 'local' && (method === 'gss' || method === 'sspi'))
    return `has ${method}, which needs a connection over TCP`;
  if (type !== 'local' && method === 'peer') return 'has peer, which needs a local connection';
  if (type !== 'hostssl' && method === 'cert') return 'has cert, which needs hostssl';
  return optionsFault(type, method, options.flat());
}

function optionsFault(type: string, method: string, options: readonly string[]): string | null {
  const names = options.map((option) => option.split('=', 1)[0] ?? '');
  const index = names.findIndex((name, at) => options[at] === name || !isOption(name, method, type));
  if (index >= 0) {
    const name = names[index] ?? '';
    return options[index] === name
      ? 'has something that is no NAME=VALUE behind the method'
      : `has the option ${name}, which ${method} does not take${type === 'hostssl' ? '' : ` on ${type}`}`;
  }
  const isFound = (...wanted: string[]): boolean => names.some((name) => wanted.includes(name));
  if (method === 'ldap' && !isFound('ldapurl', 'ldapbasedn', 'ldapprefix', 'ldapsuffix'))
    return 'has ldap without ldapbasedn, ldapprefix or ldapsuffix';
  if (method === 'radius' && !(isFound('radiusservers') && isFound('radiussecrets')))
    return 'has radius without radiusservers and radiussecrets';
  return null;
}

function isOption(name: string, method: string, type: string): boolean {
  const methods = entryOf(OPTIONS, name);
  if (methods === undefined) return false;
  return methods === null
    ? type === 'hostssl'
    : methods.includes(method === 'ident' && type === 'local' ? 'peer' : method);
}

/** Why PostgreSQL does not read a line of pg_ident.conf (hba.c, parse_ident_line). */
export function identFault(line: AccessLine, oldest: number | null): string | null {
  if (isInclude(line)) return includeFault(line, oldest);
  const { fields } = line;
  if (fields.length < 3) return 'is too short: MAP SYSTEM-USER DATABASE-USER';
  return fields.slice(1, 3).some((field) => field.length > 1) ? 'has several users; each needs a line' : null;
}
