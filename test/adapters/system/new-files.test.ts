import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newFiles } from '../../../src/adapters/system/new-files.js';
import { execute } from '../../support/execute.js';
import { bundleSource } from '../../support/run-source.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-new-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('is for nobody else to read, and never over another one', async () => {
  const path = join(folder, 'demo.json');
  await newFiles.create(path, 'first', '--bundle');
  expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
  await expect(newFiles.create(path, 'second', '--bundle')).rejects.toMatchObject({
    outcome: 'usage',
    problem: {
      code: 'file-exists',
      message: `${path}: it is there already, and ctl does not overwrite it`,
      next: 'name another file by --bundle',
    },
  });
  expect(await readFile(path, 'utf8')).toBe('first');
});

it('says that a place cannot be written to', async () => {
  await expect(newFiles.create(join(folder, 'nowhere', 'x'), 'text', '--bundle')).rejects.toMatchObject({
    outcome: 'usage',
    problem: { code: 'bad-file' },
  });
});

it('says that the disk is full, as of any other result, and leaves no part of the text behind', async () => {
  const source = await bundleSource(`
    import { newFiles } from './src/adapters/system/new-files.js';
    newFiles.create(process.argv[2], 'x'.repeat(9000), '--bundle').catch(({ outcome, problem }) => {
      console.log(JSON.stringify({ outcome, code: problem.code, next: problem.next }));
    });
  `);
  const line = [
    '-c',
    'ulimit -f 2; exec "$@"',
    'sh',
    process.execPath,
    source.path,
    join(folder, 'large.json'),
  ];
  const { stdout } = await execute('/bin/sh', line);
  await source.remove();
  expect(JSON.parse(stdout)).toEqual({
    outcome: 'output-lost',
    code: 'output-lost',
    next: 'name a file on another disk by --bundle',
  });
  expect(await readdir(folder)).toEqual(['demo.json']);
});
