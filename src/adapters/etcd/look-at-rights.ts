import {
  failed,
  type LayerLook,
  passed,
  unchecked,
  unused,
  warned,
} from '../../cluster/evidence/connection-look.js';
import { hint } from '../../formats/hint.js';
import type { Endpoint } from './endpoint.js';
import { isEtcdError, isLoginRefused, reasonOfEtcd, reasonOfGrpc } from './etcd-errors.js';
import { type Credentials, explainDenial, LOGIN_KEYS, places, reasonOfRefusal } from './explain-failure.js';
import { neverRequest } from './prefix-requests.js';

/** Whose rights to what. */
export interface Prefixed extends Credentials {
  /** Below these the cluster is, and `ctl`'s notes about it. */
  readonly prefixes: { readonly cluster: string; readonly notes: string };
}

/** Login and permissions. A read by this etcd member alone shows them without a quorum, too; a login needs one. */
export async function lookAtRights(
  endpoint: Endpoint,
  options: Prefixed,
  left: () => number,
): Promise<readonly LayerLook[]> {
  const { prefixes, login } = options;
  const prefix = prefixes.cluster;
  const read = { serializable: true, keysOnly: true, limit: 1 };
  const error = await endpoint.range(prefix, left(), read).then(() => null, reasonFor);
  const who =
    login === null ? unused('login', 'none is configured') : passed('login', `as ${login.username}`);
  if (isLoginRefused(error)) return [refusedLogin(options)];
  if (error !== null && !isEtcdError(error, 'EtcdPermissionDeniedError'))
    return [unchecked('login', reasonOf(error))];
  const readable =
    error === null
      ? passed('read', prefix)
      : failed('read', 'dcs-auth', `permission denied on ${prefix}`, explainDenial(options));
  const [writable, notes] = await Promise.all([
    lookAtWriting(endpoint, 'write', prefixes.cluster, options, left()),
    lookAtWriting(endpoint, 'notes', prefixes.notes, options, left()),
  ]);
  return [who, readable, writable, notes];
}

function refusedLogin(options: Prefixed): LayerLook {
  return failed('login', 'dcs-auth', reasonOfRefusal(options), places(options, LOGIN_KEYS));
}

/** etcd judges the whole transaction, also the part that is not carried out. */
async function lookAtWriting(
  endpoint: Endpoint,
  layer: 'write' | 'notes',
  prefix: string,
  options: Prefixed,
  timeoutMs: number,
): Promise<LayerLook> {
  const error = await endpoint
    .transact(neverRequest(`${prefix}config`), timeoutMs)
    .then(() => null, reasonFor);
  if (error === null) return passed(layer, prefix);
  if (isEtcdError(error, 'EtcdPermissionDeniedError')) {
    const seen = `permission denied to write ${prefix}`;
    if (layer === 'write') return failed(layer, 'dcs-auth', seen, explainDenial(options));
    const next = hint`grant it to have notes kept, such as why a cluster is paused: ${explainDenial(options)}`;
    return warned(layer, 'notes-denied', seen, next);
  }
  const refusal = reasonOfEtcd(error);
  if (refusal !== null && /space exceeded/.test(refusal))
    return failed(layer, 'dcs-alarm', `etcd takes no writes: ${refusal}`, null);
  return unchecked(layer, reasonOf(error));
}

function reasonFor(error: unknown): unknown {
  return error ?? new Error('no reason');
}

function reasonOf(error: unknown): string {
  return reasonOfEtcd(error) ?? reasonOfGrpc(error);
}
