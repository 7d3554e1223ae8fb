import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStateFiles } from '../../../src/adapters/system/state-files.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ctl-state-'));
});
afterEach(() => rm(home, { recursive: true }));

function save(subject: string, text: string): Promise<string> {
  return openStateFiles({ XDG_STATE_HOME: home }).save(
    { before: 'removed-', subject, after: '-1.json' },
    text,
  );
}

it.each([
  ['demo', /^removed-demo-1\.json$/],
  ['a/../b c', /^removed-a_\.\._b_c-[0-9a-f]{16}-1\.json$/],
  ['..', /^removed-\.\.-1\.json$/],
  ['x'.repeat(300), /^removed-x{80}-[0-9a-f]{16}-1\.json$/],
  ['é\x1b[31m\n', /^removed-_31m_-[0-9a-f]{16}-1\.json$/],
])('saves for nobody else to read, below XDG_STATE_HOME, whatever the name: %j', async (subject, name) => {
  const path = await save(subject, 'text');
  expect(path.slice(home.length + '/ctl/'.length)).toMatch(name);
  expect(await readFile(path, 'utf8')).toBe('text');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(home, 'ctl'))).mode & 0o777).toBe(0o700);
});

it('tells names apart that look alike', async () => {
  const paths = await Promise.all(
    ['a/b', 'a_b', `${'x'.repeat(90)}1`, `${'x'.repeat(90)}2`].map((each) => save(each, '')),
  );
  expect(new Set(paths).size).toBe(4);
});

it('never overwrites', async () => {
  const paths = [await save('demo', 'first'), await save('demo', 'second'), await save('demo', 'third')];
  expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual([
    'first',
    'second',
    'third',
  ]);
  expect((await readdir(join(home, 'ctl'))).sort()).toEqual([
    'removed-demo-1-2.json',
    'removed-demo-1-3.json',
    'removed-demo-1.json',
  ]);
});

it('says where it could not', async () => {
  await writeFile(join(home, 'ctl'), '');
  await expect(save('demo', '')).rejects.toMatchObject({
    outcome: 'usage',
    problem: { code: 'state-files', next: 'name another directory by XDG_STATE_HOME' },
  });
});
