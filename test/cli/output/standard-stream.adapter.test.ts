import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fates, startLeaving } from '../../support/leaving-reader.js';
import { type BundledSource, bundleSource } from '../../support/run-source.js';

/** Writes what its argument says, goes on, and tells on stderr what it knows of stdout; its exit code is its own. */
const PROGRAM = `
import { leaveClosedTerminal } from './src/cli/output/closed-terminal.js';
import { outputStreams } from './src/cli/output/output.js';

const { stdout, stderr, abandoned } = outputStreams();
const [how, lines, length] = process.argv.slice(2);
void abandoned.then(() => how === 'watch' && end());

async function end() {
  await stdout.taken();
  stderr.write('\\nworked to the end, lost: ' + JSON.stringify(stdout.lost));
  await stderr.taken();
  leaveClosedTerminal();
  process.exit(7);
}

process.on('SIGTERM', () => process.exit(3));
for (let line = 0; line < Number(lines); line += 1) {
  const text = String(line % 10).repeat(Number(length));
  if (how === 'console') console.log(text);
  else stdout.write(text + '\\n');
}
stderr.write('begun');
if (how !== 'write') setInterval(() => stdout.write('more'), 20);
if (how !== 'watch') setTimeout(end, how === 'again' ? 1000 : 0);
`;

const WHOLE = Array.from({ length: 50 }, (_, line) => `${String(line % 10).repeat(20_000)}\n`).join('');

let source: BundledSource;
let folder: string;
beforeAll(async () => {
  source = await bundleSource(PROGRAM);
  folder = await mkdtemp(join(tmpdir(), 'ctl-streams-'));
});
afterAll(async () => {
  await source.remove();
  await rm(folder, { recursive: true });
});

const start = (fates: Partial<Fates>, ...args: string[]) =>
  startLeaving(
    args,
    { stdout: 'read', stderr: 'read', ...fates },
    { program: [process.execPath, source.path] },
  );

const WHOLE_ARGS = ['write', '50', '20000'];

describe('a reader', () => {
  it('that is slow gets everything, and in the order in which it was written', async () => {
    const child = spawn(process.execPath, [source.path, ...WHOLE_ARGS], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    child.stdout
      .setEncoding('utf8')
      .on('data', (chunk) => (text += chunk))
      .pause();
    setTimeout(() => child.stdout.resume(), 300);
    expect(await once(child, 'close')).toEqual([7, null]);
    expect(text).toBe(WHOLE);
  });

  it('that does not read keeps off no signal', async () => {
    const child = spawn(process.execPath, [source.path, ...WHOLE_ARGS], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child.stderr, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([3, null]);
  });

  it.each<[Partial<Fates>, string]>([
    [{ stdout: 'leaves' }, 'write'],
    [{ stdout: 'leaves' }, 'console'],
    [{ stdout: 'leaves' }, 'again'],
    [{ stderr: 'leaves' }, 'again'],
    [{ stdout: 'leaves', stderr: 'leaves' }, 'again'],
    [{ stdout: 'closed', stderr: 'closed' }, 'again'],
    [{ stdout: 'terminal', stderr: 'terminal' }, 'again'],
    [{ stdout: 'terminal' }, 'again'],
    [{ stderr: 'terminal' }, 'again'],
    [{ stdout: 'leaves' }, 'watch'],
    [{ stdout: 'terminal', stderr: 'terminal' }, 'watch'],
  ])('that goes away ends nothing but a watch: %j, %s', async (fates, how) => {
    const program = start(fates, how, '5', '20');
    if (fates.stderr === undefined || fates.stderr === 'terminal') await program.until('begun');
    program.leave();
    const { exit, signal, stderr } = await program.ended;
    expect({ exit, signal }).toEqual({ exit: 7, signal: null });
    if (fates.stderr === undefined) expect(stderr).toContain('lost: null');
  });

  it('whose terminal is closed by its name only, as kill -HUP does, ends a watch and nothing else', async () => {
    const watch = start({}, 'watch', '1', '1');
    await watch.until('begun');
    process.kill(watch.pid, 'SIGHUP');
    expect(await watch.ended).toMatchObject({ exit: 7, stdout: expect.stringMatching(/^0\n(more)*$/) });
    const worker = start({}, 'again', '1', '1');
    await worker.until('begun');
    process.kill(worker.pid, 'SIGHUP');
    expect(await worker.ended).toMatchObject({ exit: 7, stdout: expect.stringMatching(/^0\n(more){5,}$/) });
  });
});

describe('a full disk', () => {
  it.each([
    ['write', '1', '20'],
    ['write', '3', '20000'],
    ['write', '1', '70000'],
    ['console', '1', '20'],
    ['again', '2', '20'],
  ])('is noted, and work goes on: %s %s times %s', async (...args) => {
    const { exit, stderr } = await start({ stdout: 'full' }, ...args).ended;
    expect(exit).toBe(7);
    const { reason } = JSON.parse(stderr.split('lost: ')[1] ?? '');
    expect(reason).toContain('ENOSPC');
  });

  it('lets what was to be read be told elsewhere if it is short', async () => {
    const lostBy = async (...args: string[]) =>
      JSON.parse((await start({ stdout: 'full' }, ...args).ended).stderr.split('lost: ')[1] ?? '').text;
    expect(await lostBy('write', '2', '3')).toBe('000\n111\n');
    expect(await lostBy('write', '1', '5000')).toBeNull();
  });

  it('is not told of stderr, where nobody could read it', async () => {
    expect(await start({ stderr: 'full' }, 'write', '1', '1').ended).toMatchObject({
      exit: 7,
      stdout: '0\n',
    });
  });

  // Limits of the size of a file count in blocks of 512 or of 1,024 bytes; either is not enough.
  it.each([
    ['of one text, of which the beginning fits', 'write', '1', '9000'],
    ['of many, of which the first ones fit', 'write', '30', '300'],
    ['of what a package prints', 'console', '1', '9000'],
  ])('is noted %s', async (_, ...args) => {
    const file = join(folder, 'short');
    const limited = 'ulimit -f 4; file=$1; shift; exec "$@" > "$file"';
    const program = ['/bin/sh', '-c', limited, 'sh', file, process.execPath, source.path];
    const { exit, stderr } = await startLeaving(args, { stdout: 'read', stderr: 'read' }, { program }).ended;
    expect(exit).toBe(7);
    expect(JSON.parse(stderr.split('lost: ')[1] ?? '').reason).toContain('EFBIG');
    expect((await readFile(file)).length).toBeGreaterThan(1000);
    await rm(file);
  });
});
