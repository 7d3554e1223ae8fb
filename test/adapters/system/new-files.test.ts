import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newFiles } from '../../../src/adapters/system/new-files.js';

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
