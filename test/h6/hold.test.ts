import { it } from 'vitest';
import { writeFile, access } from 'node:fs/promises';
import { startSecureCluster } from '../support/secure-cluster.js';
it('holds', async () => {
  const t = performance.now();
  const c = await startSecureCluster(2);
  console.log('up after', performance.now() - t, c.settings);
  await writeFile('/tmp/h6/settings', c.settings);
  for (let i = 0; i < 7000; i++) {
    await new Promise((r) => setTimeout(r, 500));
    if (await access('/tmp/h6/stop').then(() => true, () => false)) break;
  }
  await c.remove();
}, 3_600_000);
