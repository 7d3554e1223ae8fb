import { type LayerLook, passed, unchecked, warned } from '../../cluster/evidence/connection-look.js';
import { hint } from '../../formats/hint.js';
import type { Connected } from './connect.js';
import { beforeDeadline } from './deadline.js';
import type { Login } from './login.js';
import { wordsOf } from './message-limits.js';

/** `pg_monitor` exists since PostgreSQL 10. */
const RIGHTS = `SELECT CASE
  WHEN (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN 'superuser'
  WHEN pg_has_role(current_user, 'pg_monitor', 'MEMBER') THEN 'pg_monitor' ELSE '' END, split_part(current_setting('server_version'), ' ', 1)`;

/** The server's version, and what the role may see. */
export async function lookAtRights(
  { client }: Connected,
  { user }: Login,
  deadline: number,
): Promise<readonly LayerLook[]> {
  const query = client.query<[string, string]>({ text: RIGHTS, rowMode: 'array' });
  const answer = await beforeDeadline(
    query.catch((error: Error) => error),
    deadline,
  );
  if (answer === 'too-late') return [unchecked('answer', 'no answer in time')];
  if (answer.value instanceof Error)
    return [passed('answer'), unchecked('privileges', wordsOf(answer.value))];
  const [right = '', version = ''] = answer.value.rows[0] ?? [];
  const answered = passed('answer', `PostgreSQL ${version}`);
  if (right !== '') return [answered, passed('privileges', right)];
  const seen = `"${user.value}" is neither superuser nor in pg_monitor, so that much stays hidden`;
  const next = hint`GRANT pg_monitor TO ${user.value}, or set PGUSER to another one ("${user.value}" is from ${user.from})`;
  return [answered, warned('privileges', 'sql-privileges', seen, next)];
}
