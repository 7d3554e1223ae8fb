import { readdirSync, readFileSync } from 'node:fs';
import type {
  ConfigMember,
  FileSetting,
  ServerParameter,
} from '../../src/cluster/config/server-parameters.js';
import type { ValueMap } from '../../src/cluster/model/value.js';
import { serverParameters } from './server-parameters.js';

/** As the server shows it: value, unit, source, file, whether it waits for a restart. */
type ShownSetting = readonly [string, string | null, string, string | null, boolean];

interface RecordedLook {
  /** By names in small letters. */
  readonly settings: Readonly<Record<string, ShownSetting>>;
  /** Lines of its files: name, value, file, whether it counts. */
  readonly files: readonly (readonly [string, string | null, string, boolean])[];
  readonly pendingRestart: boolean;
}

export interface RecordedMember {
  readonly name: string;
  readonly isLeader: boolean;
  readonly before: RecordedLook;
  readonly after: RecordedLook;
  /** It goes on reloading in every cycle. */
  readonly keepsReloading: boolean;
  /** What its agent wrote meanwhile. */
  readonly log: readonly string[];
}

/** What a real Patroni made of a change. */
export interface RecordedExperiment {
  readonly name: string;
  /** As in `Experiment`. */
  readonly base: ValueMap;
  readonly change: ValueMap;
  readonly members: readonly RecordedMember[];
}

export interface ConfigRecording {
  readonly note: string;
  readonly patroni: string;
  readonly base: ValueMap;
  readonly experiments: readonly RecordedExperiment[];
}

const FOLDER = new URL('./recordings-config/', import.meta.url);

export const CONFIG_RECORDINGS: readonly ConfigRecording[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));

/** A member as ctl sees it before the change: a server with the recorded settings, and the lines of its files. */
export function memberBefore(
  { name, isLeader, before }: RecordedMember,
  patroniVersion: string,
): ConfigMember {
  const parameters = serverParameters();
  const rows = new Map(parameters.parameters);
  for (const [key, [setting, unit, source, file, pendingRestart]] of Object.entries(before.settings)) {
    const row = rows.get(key);
    const sourceFile = file === null ? null : `/data/${file}`;
    const seen: Partial<ServerParameter> = { setting, unit, source, sourceFile, pendingRestart };
    if (row !== undefined) rows.set(key, { ...row, ...seen });
  }
  return {
    name,
    isLeader,
    patroniVersion,
    serverVersion: parameters.serverVersion,
    parameters: { ...parameters, inRecovery: !isLeader, parameters: rows, files: filesOf(before) },
  };
}

function filesOf({ files }: RecordedLook): readonly FileSetting[] {
  return files.map(([name, value, file, applied], index) => ({
    name,
    value,
    file: `/data/${file}`,
    line: index + 1,
    applied,
    error: applied ? null : 'setting could not be applied',
  }));
}
