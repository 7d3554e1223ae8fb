// Writes the manifest, with which a start of ctl loads only the command it runs, and the form of it that is read then (rewrites.js).
import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';

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

const quick = Object.entries(plugin.manifest.commands).map(([id, command]) => [
  id,
  { ...command, flags: JSON.stringify(command.flags) },
]);
const commands = Object.fromEntries(quick);
const path = `${root}dist/commands.json`;
await writeFile(`${path}.new`, JSON.stringify({ ...plugin.manifest, commands }));
await rename(`${path}.new`, path);
