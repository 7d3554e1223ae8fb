import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLastSeenFiles } from '../../../src/adapters/system/last-seen-files.js';

const DEMO = { scope: 'demo/../x', group: null };
const IDENTITY = { endpoints: ['http://a:2379', 'http://b:2379'], namespace: '/service/' };
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ctl-seen-'));
});
afterEach(() => rm(home, { recursive: true }));

const open = (identity = IDENTITY) => openLastSeenFiles({ XDG_STATE_HOME: home }, identity);

describe('what was last seen', () => {
  it('is kept for each cluster of each etcd, for nobody else to read', async () => {
    await open().write(DEMO, 'first');
    await open().write(DEMO, 'text');
    expect(await open({ ...IDENTITY, endpoints: ['http://b:2379', 'http://a:2379'] }).read(DEMO)).toBe(
      'text',
    );
    expect(await open({ ...IDENTITY, namespace: '/other/' }).read(DEMO)).toBeNull();
    expect(await open().read({ ...DEMO, group: 0 })).toBeNull();
    expect((await stat(join(home, 'ctl', 'last-seen'))).mode & 0o777).toBe(0o700);
  });

  it('that cannot be kept is no failure', async () => {
    await writeFile(join(home, 'ctl'), 'a file');
    await open().write(DEMO, 'text');
    expect(await open().read(DEMO)).toBeNull();
  });
});
