import { isValueMap, type ValueMap } from '../../cluster/model/value.js';
import { Failure } from '../../errors.js';
import { parseYaml } from '../../formats/yaml.js';
import { findYamlFaults, type YamlFault } from '../../formats/yaml-faults.js';

type ReadDocument = { readonly values: ValueMap } | { readonly faults: readonly [YamlFault, ...YamlFault[]] };

/** A whole configuration as YAML. */
export function readDocument(text: string): ReadDocument {
  const [first, ...others] = findYamlFaults(text, 'document');
  if (first !== undefined) return { faults: [first, ...others] };
  const parsed = parseYaml(text);
  if ('error' in parsed) {
    return { faults: [{ line: parsed.line ?? 1, column: parsed.column ?? 1, message: parsed.error }] };
  }
  if (!isValueMap(parsed.value)) return { faults: [{ line: 1, column: 1, message: 'no mapping' }] };
  return { values: parsed.value };
}

/** A text that cannot be read, by the name of what it is in; nothing has been asked or written. */
export function badYaml(where: string, faults: readonly YamlFault[]): Failure {
  const described = faults.map(describeFault);
  const [first = 'it cannot be read'] = described;
  const parts = described
    .slice(1)
    .map((message) => ({ code: 'bad-yaml', message, subject: where, next: null }));
  return new Failure('usage', 'bad-yaml', `${where}: ${first}; nothing was written`, {
    subject: where,
    parts,
  });
}

export function describeFault({ line, column, message }: YamlFault): string {
  return `line ${line}, column ${column}: ${message}`;
}
