import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCtl } from './support/run-ctl.js';

/** Each costs tens of milliseconds at every start. */
const HEAVY = [
  'etcd3',
  '@grpc',
  'protobufjs',
  'cockatiel',
  'pg',
  'inquirer',
  '@inquirer',
  'yaml',
  'cli-table3',
  'chalk',
];

describe('a start that only informs', () => {
  it.each([
    [['--help']],
    [['list', '--help']],
    [['sandbox', '--help']],
    [['help', 'exit-codes']],
    [['lsit']],
  ])('loads no heavy module: ctl %s', async (args) => {
    const loaded = await loadedPackages(args);
    expect(loaded).toContain('@oclif/core');
    expect(
      HEAVY.filter((name) => loaded.some((each) => each === name || each.startsWith(`${name}/`))),
    ).toEqual([]);
  });

  it('loads no package at all for --version', async () => {
    expect(await loadedPackages(['--version'])).toEqual([]);
  });
});

describe('list', () => {
  it('loads neither a PostgreSQL client nor prompts', async () => {
    const loaded = await loadedPackages(['-d', '127.0.0.1:9', 'list', 'demo']);
    expect(loaded).toContain('etcd3');
    expect(
      loaded.filter((name) => ['pg', 'inquirer'].includes(name) || name.startsWith('@inquirer/')),
    ).toEqual([]);
  });
});

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

/** The packages of which at least one module was run, by V8's own account. */
async function loadedPackages(args: readonly string[]): Promise<string[]> {
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
