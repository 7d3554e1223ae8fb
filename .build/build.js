// The whole build: the bundle, the manifest, and the code caches.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundleParts, bundleWhole } from './bundle.js';
import { run } from './run.js';

const modules = await bundleWhole();
execFileSync(process.execPath, [fileURLToPath(new URL('manifest.js', import.meta.url))], {
  stdio: 'inherit',
});
await bundleParts(modules);

// First starts leave the code caches behind, with all that they compile.
await run([], { program: './warm.cjs' });
await run(['list'], { program: './terminal.cjs' });
await run(['list', '--all', '--json']);
