import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettingsFile } from '../../../src/adapters/system/settings-file.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe('readSettingsFile', () => {
  it('knows the line of each key', async () => {
    const path = await write(
      'one.yml',
      'scope: demo\n\netcd3:\n  # both\n  protocol: http\n  hosts: [a, b]\n',
    );
    const file = await readSettingsFile(path, {});
    expect(file?.value).toEqual({ scope: 'demo', etcd3: { protocol: 'http', hosts: ['a', 'b'] } });
    expect(file?.placeOf('etcd3.hosts')).toBe(`${path}, line 6`);
    expect(file?.placeOf('etcd3.cacert')).toBe(`${path}, line 3`);
  });

  it('merges a directory in the order of the names, by the rules of PATCH', async () => {
    const second = await write('d/20.yaml', 'etcd3:\n  host: h2\n  cert: null\n');
    await write('d/10.yml', 'scope: demo\netcd3: {host: h1, cert: /c, key: /k}\n');
    await write('d/30.conf', 'scope: other\n');
    const file = await readSettingsFile(join(folder, 'd'), {});
    expect(file?.value).toEqual({ scope: 'demo', etcd3: { host: 'h2', key: '/k' } });
    expect(file?.placeOf('etcd3.host')).toBe(`${second}, line 2`);
  });

  it('looks for the option, the variable, the default place, and a whole document in a variable', async () => {
    const named = await write('named.yml', 'scope: named\n');
    const variable = await write('variable.yml', 'scope: variable\n');
    await write('xdg/patroni/patronictl.yaml', 'scope: default\n');
    const scopeOf = async (option: string | undefined, env: Record<string, string>) =>
      (await readSettingsFile(option, env))?.value;
    const env = { PATRONICTL_CONFIG_FILE: variable, XDG_CONFIG_HOME: join(folder, 'xdg') };
    expect(await scopeOf(named, env)).toEqual({ scope: 'named' });
    expect(await scopeOf(undefined, env)).toEqual({ scope: 'variable' });
    expect(await scopeOf(undefined, { ...env, PATRONICTL_CONFIG_FILE: '' })).toEqual({ scope: 'default' });
    const document = { XDG_CONFIG_HOME: folder, PATRONI_CONFIGURATION: '{scope: document}' };
    expect(await readSettingsFile(undefined, document)).toMatchObject({
      value: { scope: 'document' },
      isVariable: true,
    });
    expect(await readSettingsFile(undefined, { XDG_CONFIG_HOME: folder })).toBeNull();
  });

  it('refuses a file that is not there, one that is no YAML, and one in a directory that is no mapping', async () => {
    await expect(readSettingsFile(join(folder, 'none.yml'), {})).rejects.toMatchObject({
      outcome: 'usage',
      message: expect.stringContaining('not existing or no read rights'),
    });
    const broken = await write('broken.yml', 'scope: demo\n  x: [1\n');
    await expect(readSettingsFile(broken, {})).rejects.toThrow(
      /broken\.yml, line \d+, column \d+: not valid YAML/,
    );
    await write('e/1.yml', '- 1\n');
    await write('e/2.yml', 'scope: demo\n');
    await expect(readSettingsFile(join(folder, 'e'), {})).rejects.toThrow('1.yml: this is not a mapping');
  });
});
