import type { SqlLogin } from '../../operations/ports/sql-ports.js';
import { type Open, readAccess, type SqlOptions } from './access.js';
import { connect } from './connect.js';
import { UNTYPED } from './remedies.js';

const NOTHING_TYPED: SqlLogin = { username: null, password: null, database: null };

/** Single connections with the login of libpq's environment and files or of the settings. */
export function openAsSettings(options: SqlOptions): Open {
  return async (address, timeoutMs) => {
    const { connection, loginAt } = await readAccess(options);
    const login = loginAt(address, NOTHING_TYPED, 'postgres');
    return connect(address, login, { ...connection, isoDates: false, remedies: UNTYPED, timeoutMs });
  };
}
