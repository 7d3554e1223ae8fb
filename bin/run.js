#!/usr/bin/env node
const { join } = require('node:path');

const [word, ...others] = process.argv.slice(2);

if (others.length === 0 && (word === '--version' || word === '-V')) {
  // oclif would take several times as long for the same line.
  const { version } = require('../package.json');
  process.stdout.on('error', () => {});
  process.stdout.write(`ctl/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  const { main } = require('./load-parts.js');
  main(process.argv.slice(2), { root: join(__dirname, '..'), ...require('./standard-streams.js') });
}
