import type { ValueMap } from '../../cluster/model/value.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { parseYaml } from '../../formats/yaml.js';
import { findYamlFaults } from '../../formats/yaml-faults.js';
import type { OperatorInput } from '../ports/operator-ports.js';
import { type Composition, pathOf, type Setting } from './composition.js';
import type { EditConfigRequest } from './edit-config-request.js';
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

/** `KEY=VALUE` with patronictl's rules: the value is YAML, and empty means null (ctl.py, apply_config_changes). */
export function parseSetting(typed: string, option: '-s' | '-p'): Setting {
  const equals = typed.indexOf('=');
  const name = typed.slice(0, Math.max(0, equals)).trim();
  if (name === '' || name.split('.').includes('')) throw invalidSetting(typed, option);
  const text = typed.slice(equals + 1);
  const path = pathOf(option === '-p' ? `postgresql.parameters.${name}` : name);
  const faults = findYamlFaults(text, 'value');
  if (faults.length > 0) throw badYaml(`${option} ${name}`, faults);
  const parsed = parseYaml(text);
  if ('error' in parsed) throw badYaml(`${option} ${name}`, [{ line: 1, column: 1, message: parsed.error }]);
  return { path, value: parsed.value };
}

function invalidSetting(typed: string, option: string): Failure {
  return new Failure('usage', 'bad-setting', `Invalid parameter setting ${typed}`, {
    subject: option,
    next: hint`${option} KEY=VALUE`,
  });
}
