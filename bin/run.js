#!/usr/bin/env node
const { writeFileSync } = require('node:fs');
const { userInfo } = require('node:os');
const { dirname } = require('node:path');

const [word, ...others] = process.argv.slice(2);
const isVersion = others.length === 0 && (word === '--version' || word === '-V');
if (!isVersion || !writeVersion()) {
  nameWhoHasNoName();
  const { COMMANDS, load } = require('./load.cjs');
  const { main } = load('start', 'src/cli/start/main.ts');
  main(process.argv.slice(2), { root: dirname(__dirname), loadCommand: async (id) => COMMANDS[id] });
}

/** oclif would take several times as long for the same line. False if it cannot be written: main does what there is to do about that. */
function writeVersion() {
  const { version } = require('../package.json');
  try {
    writeFileSync(1, `ctl/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
    return true;
  } catch {
    return false;
  }
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
