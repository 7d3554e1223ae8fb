import { readFile } from 'node:fs/promises';
import { Failure } from '../../errors.js';
import type { OperatorInput } from '../../operations/ports/operator-ports.js';
import { standardInput } from './standard-input.js';

/** Files and answers of the operator; questions go to stderr. */
export const operatorInput: OperatorInput = {
  async readText(path, option) {
    const bytes = await readBytes(path, option);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new Failure(
        'usage',
        'bad-file',
        `${option}: ${path === '-' ? 'standard input' : path} is not UTF-8 text`,
      );
    }
  },
  askSecret: async (question, option) => {
    const answer = process.stdin.isTTY ? await askTerminal(question) : await standardInput().readLine();
    if (answer !== null) return answer;
    throw new Failure(
      'usage',
      'no-answer',
      `${option}: nobody can be asked, because standard input is at its end`,
      {
        subject: option,
      },
    );
  },
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
};

async function readBytes(path: string, option: string): Promise<Buffer> {
  const reading = path === '-' ? standardInput().readAll() : readFile(path);
  return reading.catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ''] ?? error.message;
    throw new Failure('usage', 'bad-file', `Invalid value for '${option}': '${path}': ${reason}`, {
      subject: path,
    });
  });
}

/** Without an echo; null if the terminal is closed. */
function askTerminal(question: string): Promise<string | null> {
  const { stdin, stderr } = process;
  let typed = '';
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      stdin.off('data', read).off('end', closed).off('error', closed).on('error', ignore).pause();
      stdin.setRawMode(false);
      stdin.off('error', ignore);
      stderr.write('\n');
      settle();
    };
    // A terminal that was closed tells of it by an error of whatever is done with it.
    const ignore = (): void => {};
    const closed = (): void => end(() => resolve(null));
    const read = (text: string): void => {
      // What is pasted comes in one piece.
      const [, before = '', last] = /^([^\r\n\x03\x04]*)(.)?/s.exec(text) ?? [];
      for (const character of before) {
        typed = character === '\x7f' || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
      if (last === '\x03') end(() => reject(new Failure('cancelled', 'cancelled', 'Aborted!')));
      else if (last === '\x04') closed();
      else if (last !== undefined) end(() => resolve(typed));
    };
    stdin.on('data', read).on('end', closed).on('error', closed);
    // First no echo, then the question: somebody may be quick.
    stdin.setRawMode(true);
    stderr.write(question);
    stdin.setEncoding('utf8').resume();
  });
}
