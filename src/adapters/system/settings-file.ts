import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../errors.js';
import type { JsonValue } from '../../formats/json.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsFile {
  readonly path: string;
  readonly value: JsonValue;
}

/** patronictl's rule: the file that is named must exist, the one in the default place may be missing. */
export async function readSettingsFile(
  named: string | undefined,
  env: Environment,
): Promise<SettingsFile | null> {
  const path = named ?? (env.PATRONICTL_CONFIG_FILE || undefined);
  if (path !== undefined) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      const message = `Provided config file ${path} not existing or no read rights. Check the -c/--config-file parameter`;
      throw new Failure('usage', 'bad-settings', message, { subject: path, cause: error });
    });
    return parse(path, text);
  }
  const fallback = defaultPath(env);
  const text = await readFile(fallback, 'utf8').catch(() => null);
  if (text !== null) return parse(fallback, text);
  return env.PATRONI_CONFIGURATION ? parse('PATRONI_CONFIGURATION', env.PATRONI_CONFIGURATION) : null;
}

function defaultPath(env: Environment): string {
  if (process.platform === 'darwin') {
    return join(homedir(), 'Library', 'Application Support', 'patroni', 'patronictl.yaml');
  }
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'patroni', 'patronictl.yaml');
}

async function parse(path: string, text: string): Promise<SettingsFile> {
  const { parseYaml } = await import('../../formats/yaml.js');
  const parsed = parseYaml(text);
  if ('value' in parsed) return { path, value: parsed.value };
  const place = parsed.line === null ? path : `${path}, line ${parsed.line}, column ${parsed.column}`;
  throw new Failure('usage', 'bad-settings', `${place}: not valid YAML: ${parsed.error}`, { subject: path });
}
