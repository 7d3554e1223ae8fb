// Installs the package as npm makes it, without what is for development, and starts it with each Node.js that ctl is tried with.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchNode, NODES } from './nodes.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What is started, and how it has to end. */
const STARTS = [
  { args: ['--version'], exit: 0, says: /^ctl\/\d/ },
  { args: ['--help'], exit: 0, says: /USAGE/ },
  { args: ['switchover', '--help'], exit: 0, says: /--candidate/ },
  { args: ['help', 'exit-codes'], exit: 0, says: /output-lost/ },
  { args: ['lsit'], exit: 2, says: /did you mean|ctl list/i },
  { args: ['-d', '127.0.0.1:9', 'list', 'demo', '--json'], exit: 4, says: /dcs-unreachable/ },
  { args: ['-d', '127.0.0.1:9', 'status', 'demo', '--json'], exit: 3, says: /dcs-unreachable/ },
];

const folder = await mkdtemp(join(tmpdir(), 'ctl-packed-'));
const folders = [folder];
let failures = 0;
try {
  const npm = (...args: readonly string[]): string =>
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [packed] = JSON.parse(npm('pack', '--json', '--pack-destination', folder));
  npm('install', '--omit=dev', '--prefix', folder, join(folder, packed.filename));
  const nodes = [process.execPath];
  for (const major of Object.keys(NODES)) {
    const fetched = await fetchNode(major);
    folders.push(fetched.folder);
    nodes.push(fetched.path);
  }
  for (const node of nodes) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    for (const { args, exit, says } of STARTS) {
      // The second start reads what the first has left.
      for (const start of ['first', 'second']) {
        const env = { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' };
        const run = spawnSync(node, [join(folder, 'node_modules/ctl/bin/run.js'), ...args], {
          env,
          encoding: 'utf8',
        });
        const isGood = run.status === exit && says.test(run.stdout + run.stderr);
        if (!isGood) failures += 1;
        const what = `${version}  ctl ${args.join(' ')}  (${start} start)`;
        console.log(
          isGood ? `good   ${what}` : `WRONG  ${what}: exit ${run.status}\n${run.stdout}${run.stderr}`,
        );
      }
    }
  }
} finally {
  for (const each of folders) await rm(each, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;
