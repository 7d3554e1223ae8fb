import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEtcd } from './etcd-stand-in.js';
import { withDirectory } from './with-directory.js';

/** Settings of a usual kind, because what reading them takes is part of every start. */
const settings = (port) => `scope: demo
namespace: /service/
etcd3:
  hosts:
  - 127.0.0.1:${port}
restapi:
  authentication:
    username: patroni
    password: secret
postgresql:
  authentication:
    superuser:
      username: postgres
ctl:
  authentication: {username: patroni, password: secret}
  haproxy:
    demo:
      stats: /run/haproxy/admin.sock
      write: 127.0.0.1:5000
      read: 127.0.0.1:5001
  routes:
    demo: 127.0.0.1:6432
`;

/** Runs the ctl that has just been built, or another program here, with an etcd that knows the cluster `demo`. */
export async function run(args, { program = '../bin/run.js', env = {} } = {}) {
  const etcd = await startEtcd();
  try {
    await withDirectory(async (directory) => {
      const path = fileURLToPath(new URL(program, import.meta.url));
      const file = join(directory, 'patronictl.yml');
      await writeFile(file, settings(etcd.port));
      // Nothing of who builds, such as another etcd or options of Node.js.
      const all = { PATH: process.env.PATH, TERM: 'xterm', PATRONICTL_CONFIG_FILE: file, ...env };
      await promisify(execFile)(process.execPath, [path, ...args], { env: all });
    });
  } finally {
    etcd.close();
  }
}
