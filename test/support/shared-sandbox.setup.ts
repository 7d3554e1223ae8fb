import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packagedPatroni } from './packaged-patroni.js';
import { runCtl } from './run-ctl.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** CTL_SANDBOX_HOME of the sandbox `shared`, which runs the newest packaged Patroni. */
    readonly sandboxHome: string;
  }
}

/**
 * One real cluster for all test files, started as a user would; what the machine lacks is installed by it. Tests that
 * break something have sandboxes of their own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'ctl-test-'));
  await chmod(home, 0o711);
  const env = { CTL_SANDBOX_HOME: home };
  const up = async (...options: string[]): Promise<void> => {
    const { exit, stderr } = await runCtl(['sandbox', 'up', 'shared', '--install', ...options], { env });
    if (exit !== 0) throw new Error(`sandbox up ended with ${exit}:\n${stderr}`);
  };
  const down = async (): Promise<void> => {
    const { exit, stderr } = await runCtl(['sandbox', 'down', 'shared', '--destroy'], { env });
    if (exit !== 0) throw new Error(`sandbox down ended with ${exit}:\n${stderr}`);
    await rm(home, { recursive: true });
  };
  // Python and its packages come with the Patroni of the distribution, so that one is installed first.
  await up('--members', '1', '--etcd', '1');
  await runCtl(['sandbox', 'down', 'shared', '--destroy'], { env });
  const { patroni } = await packagedPatroni('sid');
  await up('--patroni', patroni);
  project.provide('sandboxHome', home);
  return down;
}
