// Runs ctl as it runs in a terminal, though there is none.
const fs = require('node:fs');
const { join } = require('node:path');
const tty = require('node:tty');
const { main } = require('../bin/load-parts.js');

fs.fstatSync = () => ({ isCharacterDevice: () => true });
tty.isatty = () => true;
process.stdout.columns = 120;
main(process.argv.slice(2), { root: join(__dirname, '..'), ...require('../bin/standard-streams.js') });
