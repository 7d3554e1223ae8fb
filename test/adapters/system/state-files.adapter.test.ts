import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStateFiles } from '../../../src/adapters/system/state-files.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ctl-state-'));
});
afterEach(() => rm(home, { recursive: true }));

it('saves for nobody else to read, below XDG_STATE_HOME, whatever the name', async () => {
  const path = await openStateFiles({ XDG_STATE_HOME: home }).save('a/../b c.json', 'text');
  expect(path).toBe(join(home, 'ctl', 'a_.._b_c.json'));
  expect(await readFile(path, 'utf8')).toBe('text');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(home, 'ctl'))).mode & 0o777).toBe(0o700);
});

it('never overwrites', async () => {
  const files = openStateFiles({ XDG_STATE_HOME: home });
  const path = await files.save('x.json', 'first');
  await expect(files.save('x.json', 'second')).rejects.toMatchObject({ outcome: 'usage' });
  expect(await readFile(path, 'utf8')).toBe('first');
});

it('says where it could not', async () => {
  await writeFile(join(home, 'ctl'), '');
  await expect(openStateFiles({ XDG_STATE_HOME: home }).save('x.json', '')).rejects.toMatchObject({
    problem: { code: 'state-files', next: 'name another directory by XDG_STATE_HOME' },
  });
});
