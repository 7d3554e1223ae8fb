import { ctl } from '../../formats/hint.js';
import { done, type Report } from '../report.js';
import { findSandbox, settleName } from './find-sandbox.js';
import type { SandboxPorts } from './ports.js';
import { addressOf, HOST, passFileOf, SUPERUSER, settingsFileOf } from './sandbox.js';

export interface EnvReport extends Report {
  readonly name: string;
  /** For patronictl, ctl and every libpq program; passwords are only in the files they name. */
  readonly variables: Readonly<Record<string, string>>;
  /** A libpq URI for the leader, through the balancer. */
  readonly dsn: string;
}

const DATABASE = 'postgres';

export async function readEnv(typed: string | null, ports: Pick<SandboxPorts, 'store'>): Promise<EnvReport> {
  const name = await settleName(typed, ports, (each) => ctl('sandbox env', null, [each]));
  const { directory, haproxy } = await findSandbox(name, ports);
  const passFile = passFileOf(directory);
  const address = addressOf(haproxy.writePort);
  return {
    ...done(),
    name,
    variables: {
      PATRONICTL_CONFIG_FILE: settingsFileOf(directory),
      PGHOST: HOST,
      PGPORT: `${haproxy.writePort}`,
      PGUSER: SUPERUSER,
      PGDATABASE: DATABASE,
      PGPASSFILE: passFile,
    },
    dsn: `postgresql://${SUPERUSER}@${address}/${DATABASE}?passfile=${encodeURIComponent(passFile)}`,
  };
}
