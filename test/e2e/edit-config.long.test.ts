import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { readRawKeys } from '../support/raw-keys.js';
import { BINARY, cleanEnvironment, runCtl } from '../support/run-ctl.js';

// Edits that are killed at any moment: the configuration is the old or the new one, and no text gets lost unnamed.

const EDITS = 50;
const LONGEST_MS = 1500;

describe('edit-config under kill -9', () => {
  let etcd: EtcdServer;
  let folder: string;
  let state: string;

  beforeAll(async () => {
    etcd = await EtcdServer.start();
    folder = await mkdtemp(join(tmpdir(), 'ctl-kill-'));
    state = join(folder, 'ctl');
    await mkdir(join(folder, 'tmp'));
    // Somebody types for a while.
    const editor = '#!/bin/sh\nsleep 0.5\nsed -i "s/^ttl:.*/ttl: $TTL/" "$1"\n';
    await writeFile(join(folder, 'editor'), editor, { mode: 0o755 });
    await etcd.put({
      '/service/killed/config': '{"loop_wait":10,"ttl":100}',
      '/service/killed/initialize': '7711056618934199894',
    });
  });
  afterAll(async () => {
    await etcd.stop();
    await rm(folder, { recursive: true });
  });

  const environment = (ttl: number): Record<string, string> => ({
    XDG_STATE_HOME: folder,
    TMPDIR: join(folder, 'tmp'),
    EDITOR: join(folder, 'editor'),
    TTL: `${ttl}`,
  });
  const base = (): string[] => ['edit-config', 'killed', '-d', etcd.address, '--force'];

  /** Killed after so long, unless it has ended by itself. */
  async function killedEdit(ttl: number, withEditor: boolean, afterMs: number): Promise<boolean> {
    const args = withEditor ? base() : [...base(), '-s', `ttl=${ttl}`];
    const child = spawn(process.execPath, [BINARY, ...args], {
      env: cleanEnvironment(environment(ttl)),
      stdio: 'ignore',
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    const signal = await new Promise((resolve) => child.on('exit', (_, by) => resolve(by)));
    clearTimeout(timer);
    return signal === 'SIGKILL';
  }

  const stored = async (): Promise<string> => {
    const { config = '' } = await readRawKeys([etcd.address], '/service/killed/', 'config');
    return config;
  };
  const textOf = (ttl: number): string => `{"loop_wait":10,"ttl":${ttl}}`;

  it('leaves the old or the new configuration, and names what it left behind', async () => {
    const random = seeded(20_261_123);
    let [killed, written, leftBehind] = [0, 0, 0];
    for (let edit = 1; edit <= EDITS; edit += 1) {
      const before = await stored();
      const ttl = 100 + edit;
      if (await killedEdit(ttl, edit % 2 === 0, Math.floor(random() * LONGEST_MS))) killed += 1;
      const after = await stored();
      expect([before, textOf(ttl)]).toContain(after);
      if (after !== before) written += 1;
      const files = await readdir(state).catch((): string[] => []);
      for (const file of files) {
        expect(file).toMatch(/^killed-config-\d+-[0-9a-f]{8}\.yaml$/);
        expect((await stat(join(state, file))).mode & 0o777).toBe(0o600);
      }
      expect(await readdir(join(folder, 'tmp'))).toEqual([]);
      const next = await runCtl([...base(), '-s', `ttl=${ttl}`, '--dry-run'], { env: environment(ttl) });
      for (const file of files) expect(next.stderr).toContain(`warning: ${join(state, file)} is left from`);
      leftBehind += files.length;
      for (const file of files) await rm(join(state, file));
    }
    // The kills have come at all moments, or nothing was tested.
    expect(killed).toBeGreaterThan(10);
    expect(written).toBeGreaterThan(10);
    expect(leftBehind).toBeGreaterThan(1);
  });
});

/** A linear congruential generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
