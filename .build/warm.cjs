// Help texts and a list in one process, so that the code caches it leaves behind have what each of them needs.
const { join } = require('node:path');
const { main } = require('../bin/load-parts.js');

const surroundings = { root: join(__dirname, '..'), ...require('../bin/standard-streams.js') };
const invocations = [['--help'], ['list', '--help'], ['list']];
const { exit } = process;
process.exit = () => {
  if (invocations.length > 0) main(invocations.shift(), surroundings);
  else exit();
};
process.exit();
