import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { parseYaml } from '../../formats/yaml.js';
import { findYamlFaults } from '../../formats/yaml-faults.js';
import { pathOf, type Setting } from './composition.js';
import { badYaml } from './read-document.js';

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
