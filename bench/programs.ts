import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../test/support/run-ctl.js';
import type { Program } from './pairs.js';

const BINARY = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const ENV = cleanEnvironment({});

export const BARE_NODE: Program = {
  name: 'node -e 0',
  command: process.execPath,
  args: ['-e', '0'],
  env: ENV,
};

/** This ctl, with the settings of a cluster if it needs any. */
export function ctl(args: readonly string[], settings: string | null = null): Program {
  const config = settings === null ? [] : ['-c', settings];
  return { name: args.join(' '), command: process.execPath, args: [BINARY, ...config, ...args], env: ENV };
}

export function patronictlOf(command: string, settings: string) {
  return (...args: string[]): Program => ({
    name: `patronictl ${args[0]}`,
    command,
    args: ['-c', settings, ...args],
    env: ENV,
  });
}
