import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LineReader } from '../../../src/adapters/terminal/standard-input.js';

function written(...chunks: (string | Buffer)[]) {
  const stream = new PassThrough();
  for (const chunk of chunks) stream.write(chunk);
  return { stream, reader: new LineReader(stream) };
}

async function allLines(reader: LineReader): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await reader.readLine(); line !== null; line = await reader.readLine()) lines.push(line);
  return lines;
}

describe('LineReader', () => {
  it.each<{ name: string; chunks: (string | Buffer)[]; lines: string[] }>([
    { name: 'several lines in one chunk', chunks: ['a\nb\nc\n'], lines: ['a', 'b', 'c'] },
    { name: 'a line in several chunks', chunks: ['a', 'b', '\nc', 'd\n'], lines: ['ab', 'cd'] },
    { name: 'a last line without its end', chunks: ['a\nb'], lines: ['a', 'b'] },
    { name: 'empty lines', chunks: ['\n\na\n\n'], lines: ['', '', 'a', ''] },
    { name: 'lines of Windows', chunks: ['a\r', '\nb\r\n'], lines: ['a', 'b'] },
    {
      name: 'a character in two chunks',
      chunks: [Buffer.from([0xc3]), Buffer.from([0xa4, 0x0a])],
      lines: ['ä'],
    },
    { name: 'nothing', chunks: [], lines: [] },
  ])('reads $name', async ({ chunks, lines }) => {
    const { stream, reader } = written(...chunks);
    stream.end();
    expect(await allLines(reader)).toEqual(lines);
    expect(await reader.readLine()).toBeNull();
  });

  it('leaves what comes behind a line for the next reader', async () => {
    const { stream, reader } = written('secret\nselect 1;\nsel');
    expect(await reader.readLine()).toBe('secret');
    stream.end('ect 2');
    expect((await reader.readAll()).toString()).toBe('select 1;\nselect 2');
    expect(await reader.isAtEnd(0)).toBe(true);
  });

  it('waits for a line, and reads only while somebody waits', async () => {
    const { stream, reader } = written();
    const line = reader.readLine();
    stream.write('a\nb\n');
    expect(await line).toBe('a');
    expect(stream.isPaused()).toBe(true);
    expect(stream.listenerCount('data')).toBe(0);
    stream.write('c\n');
    await new Promise(setImmediate);
    expect(await reader.readLine()).toBe('b');
    expect(await reader.readLine()).toBe('c');
  });

  it('takes a silent stream for one that is not at its end, and loses nothing of it', async () => {
    const { stream, reader } = written();
    expect(await reader.isAtEnd(5)).toBe(false);
    stream.write('late\n');
    expect(await reader.isAtEnd(1000)).toBe(false);
    expect(await reader.readLine()).toBe('late');
    stream.end();
    expect(await reader.isAtEnd(1000)).toBe(true);
  });

  it('has ended for lines when reading fails, and says so when everything is wanted', async () => {
    const { stream, reader } = written();
    const line = reader.readLine();
    stream.destroy(new Error('EISDIR'));
    expect(await line).toBeNull();
    expect(await reader.isAtEnd(1000)).toBe(true);
    await expect(reader.readAll()).rejects.toThrow('EISDIR');
  });
});
