import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../test/support/run-ctl.js';
import type { Program } from './pairs.js';

const BINARY = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const ENV = cleanEnvironment({});

/** What Node.js costs by itself. */
export function bareNode(node = process.execPath): Program {
  return { name: 'node -e 0', command: node, args: ['-e', '0'], env: ENV };
}

/** This ctl, with the settings of a cluster if it needs any. */
export function ctl(
  args: readonly string[],
  settings: string | null = null,
  node = process.execPath,
): Program {
  const config = settings === null ? [] : ['-c', settings];
  return { name: args.join(' '), command: node, args: [BINARY, ...config, ...args], env: ENV };
}

export function patronictlOf(command: string, settings: string) {
  return (...args: string[]): Program => ({
    name: `patronictl ${args[0]}`,
    command,
    args: ['-c', settings, ...args],
    env: ENV,
  });
}
