// Runs ctl from its sources, without a build: npm run dev -- list
import { fileURLToPath } from 'node:url';
import { main } from '../src/cli/start/main.js';

await main(process.argv.slice(2), {
  root: fileURLToPath(new URL('..', import.meta.url)),
  loadCommand: async (id) => (await import(`../src/commands/${id.replaceAll(':', '/')}.ts`)).default,
});
