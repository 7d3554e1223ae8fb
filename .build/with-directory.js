import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty directory for a while. */
export async function withDirectory(use) {
  const directory = await mkdtemp(join(tmpdir(), 'ctl-build-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}
