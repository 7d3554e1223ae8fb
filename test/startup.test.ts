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
    ['--version'],
    ['--help'],
    ['list', '--help'],
    ['sandbox', '--help'],
    ['help', 'exit-codes'],
    ['lsit'],
  ])('loads no heavy module: ctl %s %s', async (...args) => {
    const loaded = await loadedPackages(args);
    expect(loaded).toContain('@oclif/core');
    expect(
      HEAVY.filter((name) => loaded.some((each) => each === name || each.startsWith(`${name}/`))),
    ).toEqual([]);
  });
});

/** The packages of which at least one file was run, by V8's own account. */
async function loadedPackages(args: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ctl-startup-'));
  try {
    await runCtl(args, { env: { NODE_V8_COVERAGE: folder } });
    const [report = ''] = await readdir(folder);
    const coverage: { readonly result: readonly { readonly url: string }[] } = JSON.parse(
      await readFile(join(folder, report), 'utf8'),
    );
    const names = coverage.result.map(
      ({ url }) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? '',
    );
    return [...new Set(names)].filter((name) => name !== '');
  } finally {
    await rm(folder, { recursive: true });
  }
}
