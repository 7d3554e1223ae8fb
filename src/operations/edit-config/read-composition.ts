import type { ValueMap } from '../../cluster/model/value.js';
import type { OperatorInput } from '../ports/operator-ports.js';
import type { Composition } from './composition.js';
import type { EditConfigRequest } from './edit-config-request.js';
import { parseSetting } from './parse-setting.js';
import { badYaml, readDocument } from './read-document.js';

type Request = Pick<EditConfigRequest, 'sets' | 'parameters' | 'apply' | 'replace'>;

/** What the command line asks for; null if it leaves that to the editor. */
export async function readComposition(
  input: Pick<OperatorInput, 'readText'>,
  { sets, parameters, apply, replace }: Request,
): Promise<Composition | null> {
  if (sets.length === 0 && parameters.length === 0 && apply === null && replace === null) return null;
  const settings = [
    ...sets.map((typed) => parseSetting(typed, '-s')),
    ...parameters.map((typed) => parseSetting(typed, '-p')),
  ];
  return {
    replace: replace === null ? null : await readFile(input, replace, '--replace'),
    apply: apply === null ? null : await readFile(input, apply, '--apply'),
    settings,
  };
}

async function readFile(
  input: Pick<OperatorInput, 'readText'>,
  path: string,
  option: string,
): Promise<ValueMap> {
  const read = readDocument(await input.readText(path, option));
  if ('values' in read) return read.values;
  throw badYaml(path === '-' ? `${option} (standard input)` : path, read.faults);
}
