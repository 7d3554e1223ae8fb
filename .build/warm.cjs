// A help text and a list in one process, so that the code caches it leaves behind have what either needs.
const { join } = require('node:path');
const { main } = require('../bin/load-parts.js');

const root = join(__dirname, '..');
const { exit } = process;
process.exit = () => {
  process.exit = exit;
  main(['list'], root);
};
main(['list', '--help'], root);
