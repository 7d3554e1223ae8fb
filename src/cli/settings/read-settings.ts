import { Failure, type Problem } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import type { Dcs } from '../../operations/ports/dcs-ports.js';
import type { Settings } from '../../operations/settings.js';
import {
  type Environment,
  mentionsDcs,
  resolveSettings,
  resolveV2Settings,
  type SettingsFile,
  type SettingsSources,
} from './settings.js';

const V3_LOOK_MS = 3000;

/** The options that decide which settings count. */
interface SettingsOptions {
  readonly 'config-file'?: string | undefined;
  readonly 'dcs-url'?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** What settings are read through. */
interface SettingsReads {
  readFile(path: string | undefined, env: Environment): Promise<SettingsFile | null>;
  findSandboxes(): Promise<readonly Sandbox[]>;
  openEtcd(settings: Settings, deadlineMs: number): Promise<Pick<Dcs, 'readScope'> & { close(): void }>;
}

interface Sandbox {
  readonly name: string;
  readonly settingsFile: string;
}

/** From the options, the environment and the file; where nothing names etcd, of the sandbox that runs. */
export async function readSettings(
  options: SettingsOptions,
  reads: SettingsReads,
  warn: (warning: Problem) => void,
): Promise<Settings> {
  const { env } = process;
  const dcsUrl = options['dcs-url'];
  const file = await reads.readFile(options['config-file'], env);
  const insecure = options.insecure ?? false;
  const sources = { dcsUrl, insecure, env, file };
  if (mentionsDcs(sources)) return resolveOrExplain(sources, reads);
  const running = await reads.findSandboxes();
  if (running.length === 0) return resolveSettings(sources);
  const sandbox = chooseSandbox(running);
  if (sandbox === null) throw severalSandboxes(running);
  const others = running.filter((each) => each !== sandbox);
  warn({
    code: 'using-sandbox',
    message: `no configuration found; using the running sandbox "${sandbox.name}"${others.length === 0 ? '' : ', although others run'}`,
    subject: sandbox.name,
    next: others.length === 0 ? null : hint`${others.map(chosen).join(', or: ')}`,
  });
  return resolveSettings({ ...sources, file: await reads.readFile(sandbox.settingsFile, env) });
}

function severalSandboxes(running: readonly Sandbox[]): Failure {
  const names = running.map(({ name }) => name);
  const message = `No configuration was found, and several sandboxes run: ${names.join(', ')}`;
  return new Failure('usage', 'several-sandboxes', message, {
    subject: 'sandbox',
    next: hint`choose one for this shell: ${names.map((name) => evaluated(name)).join(', or: ')}`,
    parts: running.map((sandbox) => ({
      code: 'several-sandboxes',
      message: sandbox.settingsFile,
      subject: sandbox.name,
      next: chosen(sandbox),
    })),
  });
}

/** For one command. */
function chosen({ settingsFile }: Sandbox): Hint {
  return ctl('list', null, [], { 'config-file': settingsFile });
}

function evaluated(name: string): Hint {
  return hint`eval "$(${ctl('sandbox env', null, [name])})"`;
}

/** For a section of the v2 API it is worth knowing whether the same etcd holds the cluster in v3. */
async function resolveOrExplain(sources: SettingsSources, reads: SettingsReads): Promise<Settings> {
  try {
    return resolveSettings(sources);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.problem.code !== 'unsupported-dcs') throw thrown;
    const settings = resolveV2Settings(sources);
    if (settings === null || settings.scope === null) throw thrown;
    const { message, code, subject } = thrown.problem;
    const [seen, next] = await lookInV3(settings, settings.scope, reads);
    throw new Failure('usage', code, `${message}; ${seen}`, { subject: subject ?? 'etcd', next });
  }
}

async function lookInV3(
  settings: Settings,
  scope: string,
  reads: SettingsReads,
): Promise<readonly [string, Hint]> {
  const dcs = await reads.openEtcd(settings, V3_LOOK_MS);
  try {
    const { formation } = await dcs.readScope(scope);
    return formation === null
      ? [`the same endpoints hold no cluster "${scope}" in v3`, hint`let Patroni use a section etcd3 first`]
      : [`the same endpoints hold the cluster "${scope}" in v3`, hint`rename the section to etcd3`];
  } catch {
    return [
      'whether the cluster is there in v3 cannot be told: etcd does not answer',
      hint`bring back etcd first`,
    ];
  } finally {
    dcs.close();
  }
}

/** The running sandbox if there is one; of several the default one, `demo`. */
function chooseSandbox(running: readonly Sandbox[]): Sandbox | null {
  return running.length === 1 ? (running[0] ?? null) : (running.find(({ name }) => name === 'demo') ?? null);
}
