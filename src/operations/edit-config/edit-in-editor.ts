import { describePath } from '../../cluster/config/config-finding.js';
import type { ValueMap } from '../../cluster/model/value.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import type { YamlFault } from '../../formats/yaml-faults.js';
import { type ConfigMemberReading, readConfigMembers } from '../reading/config-members.js';
import { changeConfig } from './change-config.js';
import type { ConfigChangeReport, TellChange } from './config-change-report.js';
import type { ConfigChange, EditConfigPorts } from './edit-config-request.js';
import { isRefusing, judgeChange } from './judge-change.js';
import { type Kept, keepIfLost } from './keep-text.js';
import { badYaml, describeFault, readDocument } from './read-document.js';
import { caught } from './tell-once.js';

export type EditedChange = Omit<ConfigChange, 'compose' | 'members' | 'keep'>;

/** An editor that is a script might go on for ever. */
const MOST_ROUNDS = 50;

/** Has the operator edit the configuration until it can be read and passes the checks, or is left as it is. */
export async function editInEditor(
  ports: EditConfigPorts,
  change: EditedChange,
  tell: TellChange,
): Promise<ConfigChangeReport> {
  const { workFiles } = ports;
  const { scope } = change.place;
  const asking = readConfigMembers(ports, scope, change.cluster);
  const offered = dumpPyYaml(change.snapshot.values);
  const path = await workFiles.create(scope, offered);
  let isKept = false;
  const keep = async (): Promise<Kept> => {
    if (!(await hasTyped(workFiles, path, offered))) return null;
    isKept = true;
    return { path: await workFiles.keepEdited(scope, path) };
  };
  const edit = async (): Promise<ConfigChangeReport> => {
    const values = await editUntilValid(ports, change, path, asking);
    return changeConfig(ports, { ...change, compose: () => values, members: await asking, keep }, tell);
  };
  try {
    return await keepIfLost(keep, edit);
  } finally {
    if (!isKept) await workFiles.remove(path);
  }
}

/** Whether there is anything but what was offered. `ctl`'s own remarks go; without room for that they stay. */
async function hasTyped(
  workFiles: EditConfigPorts['workFiles'],
  path: string,
  offered: string,
): Promise<boolean> {
  const found = await caught(() => workFiles.read(path));
  if (typeof found !== 'string') return false;
  const text = withoutRemarks(found);
  if (text === offered) return false;
  if (text !== found) await caught(() => workFiles.write(path, text));
  return true;
}

async function editUntilValid(
  { workFiles, editor }: EditConfigPorts,
  change: EditedChange,
  path: string,
  asking: Promise<readonly ConfigMemberReading[]>,
): Promise<ValueMap> {
  const { unattended, dryRun } = change.options;
  for (let round = 1; ; round += 1) {
    const before = withoutRemarks(await workFiles.read(path));
    await editor.edit(path);
    const text = withoutRemarks(await workFiles.read(path));
    const isLast = unattended || dryRun || round === MOST_ROUNDS || (round > 1 && before === text);
    const read = readDocument(text);
    if ('faults' in read) {
      if (isLast) throw badYaml('the edited text', read.faults);
      await workFiles.write(path, withRemarks(text, asShown(read.faults).map(describeFault)));
      continue;
    }
    const errors = isLast ? [] : findErrors(change, read.values, await asking);
    if (errors.length === 0) return read.values;
    await workFiles.write(path, withRemarks(text, errors));
  }
}

function findErrors(
  { snapshot, options }: EditedChange,
  values: ValueMap,
  members: readonly ConfigMemberReading[],
): string[] {
  const known = members.map(({ member }) => member);
  return judgeChange(snapshot.values, values, known, options)
    .findings.filter(isRefusing)
    .map(
      ({ path, message, next }) => `${describePath(path)}: ${message}${next === null ? '' : ` (${next})`}`,
    );
}

/** `ctl`'s own lines in a text begin with this. */
const MARK = '#! ';
/** Lines of remarks beside those for the errors. */
const REMARKS_AROUND = 2;

function withRemarks(text: string, errors: readonly string[]): string {
  const lines = [
    'This cannot be stored:',
    ...errors.map((error) => `  ${error.replaceAll('\n', ' ')}`),
    'Mend it, or leave it as it is to give up.',
  ];
  return `${lines.map((line) => `${MARK}${line}\n`).join('')}${text}`;
}

/** Below the remarks every line stands further down. */
function asShown(faults: readonly YamlFault[]): YamlFault[] {
  return faults.map((fault) => ({ ...fault, line: fault.line + faults.length + REMARKS_AROUND }));
}

function withoutRemarks(text: string): string {
  return text.replace(/^#! .*\n?/gm, '');
}
