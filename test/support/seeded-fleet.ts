import { base64 } from './etcd-authentication.js';
import type { EtcdServer } from './etcd-server.js';
import { RECORDINGS } from './recordings.js';

/** etcd takes so many changes in one transaction. */
const BATCH = 120;
const RECORDED = 'patroni-4.1.5/plain';

/** Nobody listens there: whoever asks the members is refused. */
const NOWHERE = '127.9.9.9';

/** Clusters `fleet00001`, `fleet00002` … of three members each, with keys as a real Patroni wrote them, under `/service/`; so many are there already. */
export async function seedFleet(etcd: EtcdServer, count: number, present = 0): Promise<void> {
  const recorded = RECORDINGS.find(({ name }) => name === RECORDED)?.keys ?? [];
  if (recorded.length === 0) throw new Error(`no recording ${RECORDED}`);
  const puts = Array.from({ length: count - present }, (_, index) => fleetName(present + index + 1)).flatMap(
    (scope) =>
      recorded.map(({ key, value }) => ({
        request_put: {
          key: base64(key.replace('/demo/', `/${scope}/`)),
          value: base64(value.replaceAll('127.0.0.1', NOWHERE)),
        },
      })),
  );
  for (let at = 0; at < puts.length; at += BATCH)
    await etcd.post('kv/txn', { success: puts.slice(at, at + BATCH) });
}

export function fleetName(number: number): string {
  return `fleet${String(number).padStart(5, '0')}`;
}
