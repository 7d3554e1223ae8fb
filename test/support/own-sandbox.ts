import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CtlRun, runCtl } from './run-ctl.js';
import { assertNoSecret, registerSandboxSecrets } from './secrets.js';

/** A sandbox that a test may break; removed by `destroy`. */
export interface OwnSandbox {
  readonly home: string;
  /** Its settings file. */
  readonly settings: string;
  ctl(...args: string[]): Promise<CtlRun>;
  /** The same for a command that must succeed. */
  mustCtl(...args: string[]): Promise<CtlRun>;
  destroy(): Promise<void>;
}

export async function ownSandbox(name: string, ...options: string[]): Promise<OwnSandbox> {
  const home = await mkdtemp(join(tmpdir(), 'ctl-test-'));
  await chmod(home, 0o711);
  const ctl = (...args: string[]): Promise<CtlRun> => runCtl(args, { env: { CTL_SANDBOX_HOME: home } });
  const mustCtl = async (...args: string[]): Promise<CtlRun> => {
    const run = await ctl(...args);
    if (run.exit !== 0)
      throw new Error(`ctl ${args.join(' ')} ended with ${run.exit}:\n${run.stderr}${run.stdout}`);
    return run;
  };
  const destroy = async (): Promise<void> => {
    await mustCtl('sandbox', 'down', name, '--destroy');
    await rm(home, { recursive: true });
  };
  const { stdout, stderr } = await mustCtl('sandbox', 'up', name, ...options);
  await registerSandboxSecrets(home);
  assertNoSecret(stdout + stderr, 'ctl sandbox up');
  return { home, settings: join(home, name, 'patronictl.yml'), ctl, mustCtl, destroy };
}
