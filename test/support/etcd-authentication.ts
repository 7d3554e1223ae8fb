import type { JsonObject } from '../../src/formats/json.js';
import { newSecret } from './secrets.js';

export interface EtcdLogin {
  readonly name: string;
  readonly password: string;
}

/** Sends a request to etcd's gateway; the path stands behind `/v3/`. */
export type EtcdPost = (path: string, body: JsonObject) => Promise<unknown>;

/** From now on everybody needs a login: the user, who may do anything below the prefix and nothing else, or root, which is returned. */
export async function enableAuthentication(
  post: EtcdPost,
  { name, password }: EtcdLogin,
  prefix: string,
): Promise<EtcdLogin> {
  const root = { name: 'root', password: newSecret() };
  await post('auth/user/add', { ...root });
  await post('auth/user/grant', { user: root.name, role: 'root' });
  await post('auth/user/add', { name, password });
  await post('auth/role/add', { name: 'limited' });
  const perm = { permType: 'READWRITE', key: base64(prefix), range_end: base64(endOf(prefix)) };
  await post('auth/role/grant', { name: 'limited', perm });
  await post('auth/user/grant', { user: name, role: 'limited' });
  await post('auth/enable', {});
  return root;
}

/** The token for a login. */
export async function authenticate(post: EtcdPost, login: EtcdLogin): Promise<string> {
  const reply = await post('auth/authenticate', { ...login });
  if (typeof reply === 'object' && reply !== null && 'token' in reply) return String(reply.token);
  throw new Error('etcd gives no token');
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The prefix with its last letter incremented. */
function endOf(prefix: string): string {
  return prefix.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1));
}
