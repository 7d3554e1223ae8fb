import type { ReplicationLogin } from '../../cluster/reinit/copy-facts.js';
import { Failure } from '../../errors.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import type { SqlSettings } from '../../operations/settings.js';
import { readAccess, type SqlOptions } from './access.js';
import { connect, end } from './connect.js';
import { remainingMs } from './deadline.js';
import { UNTYPED } from './failure-reasons.js';
import type { Login } from './login.js';

const SECTION = 'postgresql.authentication.replication';

/** Logs in as a replica does, and leaves at once. libpq's environment is somebody else's login: it does not count here. */
export async function tryReplication(
  options: SqlOptions,
  { username, password }: SqlSettings,
  address: SqlAddress,
  timeoutMs: number,
): Promise<ReplicationLogin | null> {
  if (username === null || password === null) return null;
  const deadline = performance.now() + timeoutMs;
  const login: Login = {
    user: { value: username, from: SECTION },
    database: { value: 'replication', from: SECTION },
    password: { value: password, from: `${SECTION}.password (${options.placeOf(`${SECTION}.password`)})` },
  };
  try {
    const { connection } = await readAccess(options);
    const connected = await connect(address, login, {
      ...connection,
      options: '',
      replication: true,
      isoDates: false,
      remedies: UNTYPED,
      timeoutMs: () => remainingMs(deadline),
    });
    end(connected);
    return { kind: 'works', user: username };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return judge(username, thrown.problem);
  }
}

function judge(user: string, { code, message }: Failure['problem']): ReplicationLogin {
  const [last = ''] = message.split('\n').slice(-1);
  const reason = last.replace(/^connection to server at .*? failed: /, '').replace(/^FATAL: +/, '');
  if (code !== 'sql-auth' && code !== 'sql-refused' && code !== 'sql-too-many-clients')
    return { kind: 'unreached', reason };
  return { kind: 'refused', user, reason, byAddress: /pg_hba\.conf/.test(message) };
}
