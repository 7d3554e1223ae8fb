// Makes a fresh clone ready for tests: dependencies if the lock file has changed since they were installed, then a build.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';

const modified = (path) =>
  statSync(new URL(`../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
const run = (...args) => execFileSync('npm', args, { stdio: 'inherit', cwd: new URL('..', import.meta.url) });

if (modified('node_modules/.package-lock.json') < modified('package-lock.json'))
  run('ci', '--no-audit', '--no-fund');
run('run', '--silent', 'build');
