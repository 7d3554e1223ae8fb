import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../errors.js';
import { isPythonMapping, type PythonMapping, type PythonValue } from '../../formats/python-text.js';
import { homeDirectory } from './home-directory.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A parsed configuration file, or a directory of them merged. */
interface ReadSettingsFile {
  readonly path: string;
  readonly value: PythonValue;
  /** Whether it is the variable PATRONI_CONFIGURATION. */
  readonly isVariable: boolean;
  /** File and line of a dotted key, or of the section in which it is missing, for messages. */
  placeOf(key: string): string;
}

/** patronictl's rule: the file that is named must exist, the one in the default place may be missing. */
export async function readSettingsFile(
  named: string | undefined,
  env: Environment,
): Promise<ReadSettingsFile | null> {
  const path = named ?? (env.PATRONICTL_CONFIG_FILE || undefined);
  if (path !== undefined) {
    return readPath(path).catch((error: unknown) => {
      if (error instanceof Failure) throw error;
      const message = `Provided config file ${path} not existing or no read rights. Check the -c/--config-file parameter`;
      throw new Failure('usage', 'bad-settings', message, { subject: path, cause: error });
    });
  }
  const fallback = defaultPath(env);
  const found = await readPath(fallback).catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    return null;
  });
  if (found !== null || !env.PATRONI_CONFIGURATION) return found;
  const variable = await parseFiles([['PATRONI_CONFIGURATION', env.PATRONI_CONFIGURATION]]);
  return { ...variable, path: 'PATRONI_CONFIGURATION', isVariable: true };
}

function defaultPath(env: Environment): string {
  if (process.platform === 'darwin') {
    return join(homeDirectory(), 'Library', 'Application Support', 'patroni', 'patronictl.yaml');
  }
  return join(env.XDG_CONFIG_HOME || join(homeDirectory(), '.config'), 'patroni', 'patronictl.yaml');
}

/** Nothing else is to do meanwhile. Of a directory all `*.yml` and `*.yaml` count, merged in the order of their names. */
async function readPath(path: string): Promise<ReadSettingsFile> {
  const isDirectory = statSync(path).isDirectory();
  const names = isDirectory
    ? readdirSync(path)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
    : [];
  const paths = isDirectory ? names.map((name) => join(path, name)) : [path];
  const files = paths.map((each): TextFile => [each, readUtf8(each)]);
  return { ...(await parseFiles(files)), path, isVariable: false };
}

function readUtf8(path: string): string {
  const bytes = readFileSync(path);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const line = bytes.toString('utf8').split('\ufffd')[0]?.split('\n').length ?? 1;
  const message = `${path}, line ${line}: the file is not in UTF-8`;
  throw new Failure('usage', 'bad-settings', message, { subject: path });
}

/** Path and text. */
type TextFile = readonly [string, string];

async function parseFiles(files: readonly TextFile[]): Promise<Pick<ReadSettingsFile, 'value' | 'placeOf'>> {
  const { linesOfKeys, loadYaml } = await import('../../formats/yaml.js');
  const values = files.map(([path, text]) => {
    const parsed = loadYaml(text);
    if ('value' in parsed) return parsed.value;
    const place = parsed.line === null ? path : `${path}, line ${parsed.line}, column ${parsed.column}`;
    throw new Failure('usage', 'bad-settings', `${place}: not valid YAML: ${parsed.error}`, {
      subject: path,
    });
  });
  const lines = files.toReversed().map(([name, text]) => ({ name, lineOf: linesOfKeys(text) }));
  // Of a missing key the section in which it belongs.
  const placeOf = (key: string): string => {
    for (let path = key.split('.'); path.length > 0; path = path.slice(0, -1)) {
      for (const { name, lineOf } of lines) {
        const line = lineOf(path);
        if (line !== null) return `${name}, line ${line}`;
      }
    }
    return files[0]?.[0] ?? 'the configuration';
  };
  return { value: mergeAll(values, files), placeOf };
}

function mergeAll(values: readonly PythonValue[], files: readonly TextFile[]): PythonValue {
  const [only] = values;
  if (values.length === 1 && only !== undefined && (only === null || !isPythonMapping(only))) return only;
  return values.reduce<PythonMapping>((merged, value, index) => {
    if (value === null) return merged;
    if (isPythonMapping(value)) return patched(merged, value);
    const message = `${files[index]?.[0]}: this is not a mapping of keys to values`;
    throw new Failure('usage', 'bad-settings', message);
  }, {});
}

/** Patroni's utils.patch_config: nothing takes a key away, but stays where it stands in a section that is new. */
function patched(target: PythonMapping, patch: PythonMapping): PythonMapping {
  const merged: Record<string, PythonValue> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    if (value === null) delete merged[key];
    else if (old !== undefined && isPythonMapping(old) && isPythonMapping(value))
      merged[key] = patched(old, value);
    else merged[key] = value;
  }
  return merged;
}
