// The whole build: the bundle, the manifest with which a start of ctl loads only the command it runs, and the code cache.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import './bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const plugin = new Plugin({
  errorOnManifestCreate: true,
  ignoreManifest: true,
  respectNoCacheDefault: true,
  root,
  type: 'core',
});
await plugin.load();
await writeFile(`${root}oclif.manifest.json`, `${JSON.stringify(plugin.manifest, null, 2)}\n`);

// First starts leave the caches behind, with all that a help text, and that a list compiles until it finds nobody at the other end.
const env = {
  ...process.env,
  PATRONI_CONFIGURATION: '{scope: demo, etcd3: {host: "127.0.0.1:9"}}',
  PATRONICTL_CONFIG_FILE: '',
};
for (const args of [['list', '--help'], ['list']])
  spawnSync(process.execPath, [`${root}bin/run.js`, ...args], { env });
