import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCtl } from './run-ctl.js';

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      /** Of a module in the bundle: its path. */
      readonly functionName: string;
      readonly ranges: readonly { readonly count: number }[];
    }[];
  }[];
}

/** The packages of which a run of ctl has run at least one module, by V8's own account. */
export async function loadedPackages(args: readonly string[]): Promise<readonly string[]> {
  const names = (await runModules(args)).map(
    (path) => /^(?:.*[/:])?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '',
  );
  return [...new Set(names)].filter((name) => name !== '');
}

/** The files of src of which a run of ctl has run anything, by their paths below it. */
export async function loadedSources(args: readonly string[]): Promise<readonly string[]> {
  return (await runModules(args)).flatMap((name) => /^(?:src:)?src\/(\S+\.ts)$/.exec(name)?.[1] ?? []);
}

/** Files, and modules within the bundle. */
async function runModules(args: readonly string[]): Promise<readonly string[]> {
  return (await coverage(args)).flatMap(({ url, functions }) => [
    url,
    ...functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).map(({ functionName }) => functionName),
  ]);
}

/** The parts of the bundle that a run of ctl has loaded. */
export async function loadedParts(args: readonly string[]): Promise<readonly string[]> {
  const names = (await coverage(args)).map(({ url }) => /\/dist\/(\w+)-\w+\.cjs$/.exec(url)?.[1] ?? '');
  return names.filter((name) => name !== '');
}

async function coverage(args: readonly string[]): Promise<Coverage['result']> {
  const folder = await mkdtemp(join(tmpdir(), 'ctl-startup-'));
  try {
    await runCtl(args, { env: { NODE_V8_COVERAGE: folder } });
    const [report = ''] = await readdir(folder);
    const { result }: Coverage = JSON.parse(await readFile(join(folder, report), 'utf8'));
    return result;
  } finally {
    await rm(folder, { recursive: true });
  }
}
