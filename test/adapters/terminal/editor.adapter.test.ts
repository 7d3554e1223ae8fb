import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkFiles } from '../../../src/adapters/system/work-files.js';
import { type BundledSource, bundleSource, startProgram } from '../../support/run-source.js';

let folder: string;
let program: BundledSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-editor-'));
  program = await bundleSource(`
    import { terminalEditor } from './src/adapters/terminal/editor.js';
    terminalEditor.edit(process.argv[2]).then(
      () => console.log('edited'),
      (error) => console.log(error.outcome, error.problem?.code, error.message),
    );
  `);
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true });
});

async function edit(env: Readonly<Record<string, string>>): Promise<{ said: string; text: string }> {
  const path = join(folder, 'demo config.yaml');
  await writeFile(path, 'ttl: 30\n');
  const started = startProgram(process.execPath, [program.path, path], env);
  await started.ended;
  return { said: started.output().stdout.trim(), text: await readFile(path, 'utf8') };
}

async function script(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

describe('the editor', () => {
  it('is EDITOR', async () => {
    const EDITOR = await script('forty', 'sed -i s/30/40/ "$1"');
    expect(await edit({ EDITOR })).toEqual({ said: 'edited', text: 'ttl: 40\n' });
  });

  it('is EDITOR with options', async () => {
    expect(await edit({ EDITOR: 'sed -i s/30/50/' })).toEqual({ said: 'edited', text: 'ttl: 50\n' });
  });

  it('is EDITOR in a place with a blank', async () => {
    const EDITOR = await script('my editor', 'echo "a: 1" > "$1"');
    expect(await edit({ EDITOR })).toEqual({ said: 'edited', text: 'a: 1\n' });
  });

  it('is editor, else vi', async () => {
    const only = await mkdtemp(join(tmpdir(), 'ctl-vi-'));
    await writeFile(join(only, 'vi'), '#!/bin/sh\necho "vi: 1" > "$1"\n', { mode: 0o755 });
    expect((await edit({ PATH: only, EDITOR: '' })).text).toBe('vi: 1\n');
    await writeFile(join(only, 'editor'), '#!/bin/sh\necho "editor: 1" > "$1"\n', { mode: 0o755 });
    expect((await edit({ PATH: only, EDITOR: '' })).text).toBe('editor: 1\n');
    await rm(only, { recursive: true });
  });

  it('is missing', async () => {
    expect((await edit({ PATH: `${folder}/none` })).said).toBe(
      'usage no-editor EDITOR environment variable is not set. editor or vi are not available',
    );
    expect((await edit({ EDITOR: '/none/such' })).said).toMatch(
      /^usage no-editor the editor \/none\/such cannot be started/,
    );
  });

  it('says how it failed', async () => {
    const EDITOR = await script('failing', 'exit 3');
    expect((await edit({ EDITOR })).said).toBe('cancelled editor-failed Editor exited with return code 3');
  });

  it('keeps what it prints out of the result', async () => {
    const EDITOR = await script('loud', 'echo noise');
    expect((await edit({ EDITOR })).said).toBe('edited');
  });
});

describe('the files of an editor', () => {
  it('are for nobody else, and go', async () => {
    const files = openWorkFiles({ XDG_STATE_HOME: folder });
    const path = await files.create('a/b-config', 'ttl: 30\n');
    expect(path).toMatch(
      new RegExp(`^${folder}/ctl/a_b-config[.0-9a-z-]*-${process.pid}-[0-9a-f]{8}\\.yaml$`),
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await files.write(path, 'ttl: 40\n');
    expect(await files.read(path)).toBe('ttl: 40\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await files.findLeftOvers()).toEqual([]);
    await files.remove(path);
    expect(await readdir(join(folder, 'ctl'))).toEqual([]);
  });

  it('are found when their process is gone', async () => {
    const files = openWorkFiles({ XDG_STATE_HOME: folder });
    const ended = startProgram('true', []);
    await ended.ended;
    const gone = join(folder, 'ctl', `demo-config-${ended.pid}-0123abcd.yaml`);
    await writeFile(gone, 'x');
    await writeFile(join(folder, 'ctl', `demo-kept-${ended.pid}-0123abcd.yaml`), 'x');
    await writeFile(join(folder, 'ctl', 'demo-2026.json'), 'x');
    expect(await files.findLeftOvers()).toEqual([gone]);
  });
});
