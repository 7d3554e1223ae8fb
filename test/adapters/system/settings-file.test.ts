import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettingsFile } from '../../../src/adapters/system/settings-file.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-settings-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('the place of a key', () => {
  it.each([
    ['etcd3.hosts', ', line 3'],
    ['etcd3', ', line 2'],
    ['etcd3.cacert', ', line 2'],
    ['ctl.authentication.username', ', line 4'],
    ['postgresql.authentication', ''],
  ])('of %s is its line, or that of the section in which it is missing', async (key, place) => {
    const path = await write('p.yml', 'scope: demo\netcd3:\n  hosts: [h1]\nctl:\n  insecure: true\n');
    const file = await readSettingsFile(path, {});
    expect(file?.placeOf(key)).toBe(`${path}${place}`);
  });

  it('in a directory is in the file that counts', async () => {
    const first = await write('1.yml', 'etcd3:\n  host: h1\n  username: me\n');
    const second = await write('2.yml', '\netcd3:\n  host: h2\n');
    const file = await readSettingsFile(folder, {});
    expect(file?.value).toEqual({ etcd3: { host: 'h2', username: 'me' } });
    expect(file?.placeOf('etcd3.host')).toBe(`${second}, line 3`);
    expect(file?.placeOf('etcd3.username')).toBe(`${first}, line 3`);
    expect(file?.placeOf('etcd3.password')).toBe(`${second}, line 2`);
  });
});
