import { hint } from '../../../formats/hint.js';
import { entryOf } from '../../../formats/json.js';
import { nearMatches } from '../../../formats/near-matches.js';
import { type CheckContext, describeNames } from '../check-context.js';
import type { Fault } from '../config-finding.js';
import { LIBRARIES } from '../extension-prefixes.js';
import type { ConfigMember } from '../server-parameters.js';

const PARAMETER = 'shared_preload_libraries';

/** A server does not start with a library that is not there. What runs already is there, and so is the library of an extension. */
export function checkLibraries(context: CheckContext): readonly Fault[] {
  const value = entryOf(context.parameters, PARAMETER);
  return typeof value === 'string' ? namesOf(value).flatMap((library) => missing(context, library)) : [];
}

function missing({ members }: CheckContext, library: string): readonly Fault[] {
  const without = members.filter((member) => member.parameters !== null && !has(member, library));
  if (without.length === 0) return [];
  const near = nearMatches(library, without.flatMap(librariesOf)).find(
    (each) => Math.abs(each.length - library.length) < 3,
  );
  const where = describeNames(without.map(({ name }) => name));
  const message = `No extension on ${where} is called ${library}: servers do not start again if its library is not there`;
  const path = ['postgresql', 'parameters', PARAMETER];
  const next = near === undefined ? hint`see that the library is installed on ${where}` : hint`write ${near}`;
  return [
    { code: 'unknown-library', path, message, next, ...(near === undefined ? { severity: 'warning' } : {}) },
  ];
}

function has(member: ConfigMember, library: string): boolean {
  const running = member.parameters?.parameters.get(PARAMETER)?.setting ?? '';
  return librariesOf(member).includes(library) || namesOf(running).includes(library);
}

function librariesOf({ parameters }: ConfigMember): readonly string[] {
  return [...(parameters?.availableExtensions ?? []), ...LIBRARIES];
}

/** Without directories, endings and the version that some loaders have behind a dash. */
function namesOf(list: string): readonly string[] {
  return list
    .split(',')
    .map((each) =>
      each
        .trim()
        .replaceAll('"', '')
        .replace(/^.*\//, '')
        .replace(/\.so$/, '')
        .replace(/-\d.*$/, ''),
    )
    .filter((each) => each !== '');
}
