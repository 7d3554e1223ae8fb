import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Interfaces } from '@oclif/core';
import { PACKAGE } from './package.js';

/** The command with an id such as `config:undo`. */
export type LoadCommand = (id: string) => Promise<Command.Class>;

/** ctl as oclif sees it, made of the manifest: by itself oclif would look for it on the disk. */
export function ownPlugin(root: string, loadCommand: LoadCommand): Interfaces.Plugin {
  const { name, version, oclif } = PACKAGE;
  const manifest: Interfaces.Manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
  const findCommand = async (id: string): Promise<Command.Class> =>
    Object.assign(await loadCommand(id), { id, plugin });
  const known = Object.values(manifest.commands);
  const plugin: Interfaces.Plugin = {
    _base: name,
    alias: name,
    commandIDs: known.map(({ id }) => id),
    commands: known.map((each) => ({
      ...each,
      pluginAlias: name,
      pluginType: 'core',
      load: () => findCommand(each.id),
    })),
    commandsDir: undefined,
    findCommand,
    hasManifest: true,
    hooks: {},
    isRoot: true,
    load: async () => {},
    moduleType: 'module',
    name,
    options: { root },
    pjson: PACKAGE,
    root,
    topics: Object.entries(oclif.topics).map(([topic, each]) => ({ ...each, name: topic })),
    type: 'core',
    valid: true,
    version,
  };
  return plugin;
}
