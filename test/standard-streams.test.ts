import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BINARY } from './support/run-ctl.js';

const STREAMS = fileURLToPath(new URL('../bin/standard-streams.js', import.meta.url));

const programOf = (code: string) => `const { stdout, stderr } = require(${JSON.stringify(STREAMS)}); ${code}`;

/** A process that writes; what it wrote is read after a while. */
async function run(code: string, stdout: 'pipe' | number = 'pipe') {
  const child = spawn(process.execPath, ['-e', programOf(code)], { stdio: ['ignore', stdout, 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stderr?.on('data', (data) => (texts.stderr += data));
  child.stdout
    ?.setEncoding('utf8')
    .on('data', (data) => (texts.stdout += data))
    .pause();
  setTimeout(() => child.stdout?.resume(), 300);
  const [exit] = await once(child, 'close');
  return { ...texts, exit };
}

const LARGE = `
  for (let line = 0; line < 50; line += 1) stdout.write(String(line % 10).repeat(20_000));
  stdout.whenWritten(() => process.exit());
`;
const WHOLE = Array.from({ length: 50 }, (_, line) => String(line % 10).repeat(20_000)).join('');
const MADE = "process.moduleLoadList.includes('NativeModule net')";

describe('stdout', () => {
  it('is written without the stream of Node.js', async () => {
    const { stdout, exit } = await run(`stdout.write('é\\n'); stdout.write(String(${MADE}));`);
    expect({ stdout, exit }).toEqual({ stdout: 'é\nfalse', exit: 0 });
  });

  it('loses nothing if the reader is slow', async () => {
    expect(await run(LARGE)).toEqual({ stdout: WHOLE, stderr: '', exit: 0 });
  });

  it('loses nothing if the pipe is full and does not wait', async () => {
    const unblocked = "new (require('node:net').Socket)({ fd: 1, readable: false });";
    const fill = "try { for (;;) require('node:fs').writeSync(1, '.'.repeat(1000)); } catch {}";
    const { stdout, exit } = await run(`${unblocked} ${fill} stdout.write('end');`);
    expect(stdout).toMatch(/^\.{10000,}end$/);
    expect(exit).toBe(0);
  });

  it('does not keep off signals that are listened for, though nobody reads', async () => {
    const code = `process.on('SIGINT', () => {}); process.on('SIGTERM', () => process.exit(3)); ${LARGE.replace(/stdout.whenWritten.*/, '')} console.error('begun');`;
    const child = spawn(process.execPath, ['-e', programOf(code)], { stdio: ['ignore', 'pipe', 'pipe'] });
    await once(child.stderr, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([3, null]);
  });

  it('keeps its order if others write to the stream of Node.js', async () => {
    const code = "stdout.write('1'); process.stdout.write('2'); stdout.write('3'); console.log('4');";
    expect(await run(code)).toMatchObject({ stdout: '1234\n', exit: 0 });
  });

  it.each([
    ['', 'stdout.write(text)'],
    ['the stream of Node.js', 'process.stdout.write(text)'],
  ])('ends the process quietly if nobody reads any more: %s', async (_, write) => {
    const code = `const text = 'x'.repeat(1000); setInterval(() => ${write}, 10); stdout.write('begun');`;
    const child = spawn(process.execPath, ['-e', programOf(code)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    child.stderr.on('data', (data) => (told += data));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [exit] = await once(child, 'close');
    expect({ exit, told }).toEqual({ exit: 0, told: '' });
  });
});

describe('a full disk', () => {
  const FULL = openSync('/dev/full', 'w');

  it('is told of stdout', async () => {
    const code = "try { stdout.write('1'); } catch (error) { stderr.write(error.code); }";
    expect(await run(code, FULL)).toMatchObject({ stderr: 'ENOSPC', exit: 0 });
  });

  it('is not told of stderr, where nobody could read it', async () => {
    const full = "require('node:fs').closeSync(2); require('node:fs').openSync('/dev/full', 'w');";
    expect(await run(`${full} stderr.write('1'); stdout.write('2');`)).toMatchObject({
      stdout: '2',
      exit: 0,
    });
  });

  it.each([
    [['list', '--help'], 70, 'the result cannot be written: ENOSPC'],
    [['help', 'exit-codes', '--json'], 70, 'the result cannot be written: ENOSPC'],
    [['list', 'demo', '--json', '-d', '127.0.0.1:1'], 4, 'connection refused'],
    [['lsit', '--json'], 2, "No such command 'lsit'"],
  ])('is told on stderr, with the exit code of what else is wrong: ctl %j', async (args, code, told) => {
    const child = spawn(process.execPath, [BINARY, ...args], { stdio: ['ignore', FULL, 'pipe'] });
    let stderr = '';
    child.stderr?.on('data', (data) => (stderr += data));
    const [exit] = await once(child, 'close');
    expect(stderr).toContain(told);
    expect(exit).toBe(code);
  });
});
