import { CATALOGUE_MAJORS, PARAMETER_CATALOGUE } from './parameter-catalogue.js';
import {
  type ConfigMember,
  isOlder,
  type ServerParameter,
  type ServerParameters,
} from './server-parameters.js';

/** What a server accepts for one parameter. Bounds are in `unit`. */
export interface ParameterRule {
  /** As PostgreSQL spells it. */
  readonly name: string;
  readonly type: ServerParameter['type'];
  readonly context: ServerParameter['context'];
  readonly unit: string | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly values: readonly string[] | null;
  /** `catalogue`: no server was asked. */
  readonly source: 'server' | 'catalogue';
}

interface CatalogueEntry {
  readonly since: number;
  readonly until: number;
  readonly rule: ParameterRule;
}

let catalogue: ReadonlyMap<string, readonly CatalogueEntry[]> | null = null;

/** What one member says about a parameter, or the catalogue for its version; null if it does not know the name. */
export function ruleOnMember(name: string, member: ConfigMember): ParameterRule | null {
  const key = name.toLowerCase();
  const parameter = member.parameters?.parameters.get(key);
  if (parameter !== undefined) return ruleOfServer(parameter);
  if (member.parameters !== null && showsAll(member.parameters) && !key.includes('.')) return null;
  return catalogueRule(key, majorOf(member));
}

/** The catalogue's rule for a major version; the newest there is if the version is not known. */
export function catalogueRule(name: string, major: number | null): ParameterRule | null {
  catalogue ??= readCatalogue();
  const entries = catalogue.get(name.toLowerCase()) ?? [];
  const { first, last } = CATALOGUE_MAJORS;
  const wanted = major === null ? null : Math.min(Math.max(major, first), last);
  const entry =
    wanted === null ? entries.at(-1) : entries.find(({ since, until }) => since <= wanted && wanted <= until);
  return entry?.rule ?? null;
}

/** The parameters of PostgreSQL up to 15 that its minor releases added when Patroni 3.0 was there. */
const LATE = ['output_plugin_libraries', 'restrict_nonsystem_relation_kind'];

/** Whether a member's Patroni takes a parameter for an invalid one although its server has it: 3.0 has a list of its own, up to PostgreSQL 15. */
export function isLeftOut(name: string, { patroniVersion }: ConfigMember): boolean {
  const key = name.toLowerCase();
  if (key.includes('.') || !isOlder(patroniVersion, '3.1')) return false;
  catalogue ??= readCatalogue();
  const entries = catalogue.get(key) ?? [];
  return LATE.includes(key) || (entries.length > 0 && entries.every(({ since }) => since >= 16));
}

/** Names that members know, from SQL where there is any and otherwise the catalogue. */
export function knownNames(members: readonly ConfigMember[]): readonly string[] {
  catalogue ??= readCatalogue();
  const live = members.flatMap(({ parameters }) => [...(parameters?.parameters.values() ?? [])]);
  const listed = [...catalogue.values()].flatMap((entries) => entries.at(-1)?.rule.name ?? []);
  const isAsked =
    members.length > 0 && members.every(({ parameters }) => parameters !== null && showsAll(parameters));
  const written = isAsked ? listed.filter((name) => name.includes('.')) : listed;
  return [...new Set([...live.map(({ name }) => name), ...written])];
}

/** `server_version_num` 150020 is 15, 90624 is 9. */
export function majorOf({ parameters, serverVersion }: ConfigMember): number | null {
  const version = parameters?.serverVersion ?? serverVersion;
  return version === null ? null : Math.floor(version / 10_000);
}

/** A PostgreSQL that is newer, or older, than the catalogue may know names that it does not, unless SQL tells. */
export function isBeyondCatalogue(member: ConfigMember): boolean {
  const major = majorOf(member);
  const { first, last } = CATALOGUE_MAJORS;
  return member.parameters === null && major !== null && (major < first || major > last);
}

/** Some parameters are hidden from users without `pg_read_all_settings`. */
function showsAll({ parameters }: ServerParameters): boolean {
  return parameters.has('data_directory');
}

function ruleOfServer(parameter: ServerParameter): ParameterRule {
  const { name, type, context, unit, minimum, maximum, enumValues } = parameter;
  return {
    name,
    type,
    context,
    unit,
    minimum: boundOf(minimum),
    maximum: boundOf(maximum),
    values: enumValues,
    source: 'server',
  };
}

/** PostgreSQL shows its largest number with six digits of seventeen. */
function boundOf(text: string | null): number | null {
  if (text === null) return null;
  return text === '1.79769e+308' ? Number.MAX_VALUE : Number(text);
}

function readCatalogue(): ReadonlyMap<string, readonly CatalogueEntry[]> {
  const entries = new Map<string, CatalogueEntry[]>();
  for (const line of PARAMETER_CATALOGUE.trim().split('\n')) {
    const [name = '', versions = '', type = '', context = '', ...facts] = line.split(' ');
    const rule = catalogueEntryRule(name, type, context, facts);
    if (rule === null) continue;
    const [since = '', until = ''] = versions.split('-');
    const entry = {
      since: since === '' ? CATALOGUE_MAJORS.first : Number(since),
      until: until === '' ? CATALOGUE_MAJORS.last : Number(until),
      rule,
    };
    entries.set(name.toLowerCase(), [...(entries.get(name.toLowerCase()) ?? []), entry]);
  }
  return entries;
}

const TYPES = ['bool', 'integer', 'real', 'string', 'enum'] as const;
const CONTEXTS = [
  'internal',
  'postmaster',
  'sighup',
  'superuser-backend',
  'backend',
  'superuser',
  'user',
] as const;

function catalogueEntryRule(
  name: string,
  typeName: string,
  contextName: string,
  facts: readonly string[],
): ParameterRule | null {
  const type = TYPES.find((each) => each === typeName);
  const context = CONTEXTS.find((each) => each === contextName);
  if (type === undefined || context === undefined) return null;
  const [unit, minimum, maximum] = facts;
  const isNumber = type === 'integer' || type === 'real';
  return {
    name,
    type,
    context,
    unit: isNumber && unit !== undefined && unit !== '-' ? unit : null,
    minimum: isNumber ? boundOf(minimum ?? null) : null,
    maximum: isNumber ? boundOf(maximum ?? null) : null,
    values: type === 'enum' ? facts.join(' ').split(',') : null,
    source: 'catalogue',
  };
}
