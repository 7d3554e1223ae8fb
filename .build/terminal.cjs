// Runs ctl as it runs in a terminal, though there is none.
const { join } = require('node:path');
const { main } = require('../bin/load-parts.js');

Object.assign(process.stdout, { isTTY: true, columns: 120 });
main(process.argv.slice(2), join(__dirname, '..'));
