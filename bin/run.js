#!/usr/bin/env node
const { userInfo } = require('node:os');
const { join } = require('node:path');

const [word, ...others] = process.argv.slice(2);

if (others.length === 0 && (word === '--version' || word === '-V')) {
  // oclif would take several times as long for the same line.
  const { version } = require('../package.json');
  process.stdout.on('error', () => {});
  process.stdout.write(`ctl/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  nameWhoHasNoName();
  const { COMMANDS, load } = require('./load.cjs');
  const surroundings = {
    root: join(__dirname, '..'),
    loadCommand: async (id) => COMMANDS[id],
    ...require('./standard-streams.js'),
  };
  load('start', 'src/cli/main.ts').main(process.argv.slice(2), surroundings);
}

/** A number without a name, as a container may run, has neither a home nor a shell; packages that ask for them would fail. */
function nameWhoHasNoName() {
  const { env } = process;
  if (env.HOME !== undefined && env.SHELL !== undefined) return;
  try {
    userInfo();
  } catch {
    env.HOME ??= '/';
    env.SHELL ??= '/bin/sh';
  }
}
