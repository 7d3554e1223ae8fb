import { access, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackPackages } from './unpack-packages.js';

/** Kept between runs. */
const FOLDER = join(tmpdir(), 'ctl-test-etcd', 'trixie');

/** The etcd 3.5 of the next Debian: it can have a port of its own for HTTP. The installed 3.4 cannot. */
export async function packagedEtcd(): Promise<string> {
  const complete = join(FOLDER, 'complete');
  const isThere = await access(complete).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await unpackPackages(FOLDER, 'trixie', ['etcd-server']);
    await writeFile(complete, '');
  }
  return join(FOLDER, 'root/usr/bin/etcd');
}
