import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Interfaces } from '@oclif/core';
import type { Opener } from '../open/opener.js';
import { PACKAGE } from './package.js';

export interface Surroundings {
  /** The directory of the package. */
  readonly root: string;
  /** The command with an id such as `config:undo`. */
  readonly loadCommand: (id: string) => Promise<Command.Class>;
  readonly opener: Opener;
}

const { name, version, oclif } = PACKAGE;

/** ctl as oclif sees it, made of the manifest: by itself oclif would look for it on the disk. It goes with each command that it finds. */
export class OwnPlugin implements Interfaces.Plugin {
  readonly _base = name;
  readonly alias = name;
  readonly commandIDs: string[];
  readonly commands: Command.Loadable[];
  readonly commandsDir = undefined;
  readonly hasManifest = true;
  readonly hooks = {};
  readonly isRoot = true;
  readonly moduleType = 'module';
  readonly name = name;
  readonly options: { readonly root: string };
  readonly pjson = PACKAGE;
  readonly root: string;
  readonly topics = Object.entries(oclif.topics).map(([topic, each]) => ({ ...each, name: topic }));
  readonly type = 'core';
  readonly valid = true;
  readonly version = version;
  /** By which the commands open their ports. */
  readonly opener: Opener;
  private readonly loadCommand: Surroundings['loadCommand'];

  constructor({ root, loadCommand, opener }: Surroundings) {
    this.root = root;
    this.options = { root };
    this.loadCommand = loadCommand;
    this.opener = opener;
    const text = readFileSync(join(root, 'oclif.manifest.json'), 'utf8');
    const manifest: Interfaces.Manifest = JSON.parse(text);
    const known = Object.values(manifest.commands);
    this.commandIDs = known.map(({ id }) => id);
    this.commands = known.map((each) => ({
      ...each,
      pluginAlias: name,
      pluginType: 'core',
      load: () => this.findCommand(each.id),
    }));
  }

  async findCommand(id: string): Promise<Command.Class> {
    return Object.assign(await this.loadCommand(id), { id, plugin: this });
  }

  async load(): Promise<void> {}
}
