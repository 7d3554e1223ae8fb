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
  const folder = await mkdtemp(join(tmpdir(), 'ctl-startup-'));
  try {
    await runCtl(args, { env: { NODE_V8_COVERAGE: folder } });
    const [report = ''] = await readdir(folder);
    const { result }: Coverage = JSON.parse(await readFile(join(folder, report), 'utf8'));
    const run = result.flatMap(({ url, functions }) => [
      url,
      ...functions
        .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
        .map(({ functionName }) => functionName),
    ]);
    const names = run.map((path) => /^(?:.*[/:])?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '');
    return [...new Set(names)].filter((name) => name !== '');
  } finally {
    await rm(folder, { recursive: true });
  }
}
