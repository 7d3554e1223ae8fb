import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base64 } from './etcd-authentication.js';

const QUOTA_BYTES = 16 * 1024 * 1024;
const LARGE = 'x'.repeat(1_000_000);

/** A program that is the etcd of this machine with little room. */
export interface SmallEtcd {
  readonly program: string;
  remove(): Promise<void>;
}

export async function smallEtcd(): Promise<SmallEtcd> {
  const folder = await mkdtemp(join(tmpdir(), 'ctl-small-etcd-'));
  await chmod(folder, 0o755);
  const program = join(folder, 'etcd');
  await writeFile(program, `#!/bin/sh\nexec etcd "$@" --quota-backend-bytes=${QUOTA_BYTES}\n`);
  await chmod(program, 0o755);
  return { program, remove: () => rm(folder, { recursive: true }) };
}

/** Writes beside the cluster until etcd raises its alarm NOSPACE. */
export async function fillEtcd(endpoint: string): Promise<void> {
  for (let index = 0; index < 40; index += 1) {
    const reply = await post(endpoint, 'kv/put', { key: base64(`/fill/${index}`), value: base64(LARGE) });
    if (reply.includes('database space exceeded')) return;
  }
  throw new Error('etcd never ran out of room');
}

/** Ends the alarm; a few writes fit in before it is raised again. */
export async function emptyEtcd(endpoint: string): Promise<void> {
  await post(endpoint, 'kv/deleterange', { key: base64('/fill/'), range_end: base64('/fill0') });
  const { header }: { readonly header: { readonly revision: string } } = JSON.parse(
    await post(endpoint, 'maintenance/status', {}),
  );
  await post(endpoint, 'kv/compaction', { revision: header.revision, physical: true });
  await post(endpoint, 'maintenance/defragment', {});
  const alarms: { readonly alarms?: readonly object[] } = JSON.parse(
    await post(endpoint, 'maintenance/alarm', { action: 'GET' }),
  );
  for (const alarm of alarms.alarms ?? []) {
    await post(endpoint, 'maintenance/alarm', { ...alarm, action: 'DEACTIVATE' });
  }
}

async function post(endpoint: string, path: string, body: object): Promise<string> {
  const reply = await fetch(`http://${endpoint}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return reply.text();
}
