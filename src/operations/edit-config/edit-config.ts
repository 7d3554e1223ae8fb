import { Failure, type Problem } from '../../errors.js';
import { ctl, type Hint, hint, shell } from '../../formats/hint.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { documentOf } from '../config/config-diff.js';
import type { OperatorInput } from '../ports/operator-ports.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import { again } from '../typed-words.js';
import { changeConfig } from './change-config.js';
import { compose } from './composition.js';
import type { ConfigChangeReport, TellChange } from './config-change-report.js';
import type { ConfigSnapshot, EditConfigPorts, EditConfigRequest } from './edit-config-request.js';
import { type EditedChange, editInEditor } from './edit-in-editor.js';
import { guardDrops } from './guard-drops.js';
import { type Kept, keepIfLost, keepText } from './keep-text.js';
import { readComposition } from './read-composition.js';
import { tellOnce } from './tell-once.js';

/** Changes the dynamic configuration: from the command line, from files, or in an editor. */
export async function editConfig(
  ports: EditConfigPorts,
  request: EditConfigRequest,
  tell: TellChange,
): Promise<ConfigChangeReport> {
  refuseContradictions(request);
  const input = new TypedInput(ports.input);
  const keep = async (): Promise<Kept> =>
    input.text === null || request.dryRun ? null : keepText(ports, request.scope ?? 'config', input.text);
  return keepIfLost(keep, () => editTyped(ports, input, request, tellOnce(tell)));
}

async function editTyped(
  ports: EditConfigPorts,
  input: TypedInput,
  request: EditConfigRequest,
  tell: TellChange,
): Promise<ConfigChangeReport> {
  const composition = await readComposition(input, request);
  // From here on a signal ends it in order, so that the text is kept.
  if (input.text !== null) ports.interruption.watch();
  await demandAnswers(ports, request);
  const leftOvers = await findLeftOvers(ports);
  tell({ kind: 'warnings', warnings: leftOvers });
  const reading = await readCluster(ports.dcs, request);
  const stored = await readSnapshot(ports, reading, request);
  const { scope, group } = reading;
  const change: EditedChange = {
    place: { scope, group },
    cluster: reading.cluster,
    snapshot: stored.snapshot,
    guard: (before, after) => (request.replace === null ? [] : guardDrops(before, after, request.drop)),
    options: request,
    command: 'edit-config',
    warnings: [...leftOvers, ...reading.warnings, ...stored.warnings],
  };
  if (composition === null) return editInEditor(ports, change, tell);
  return changeConfig(
    ports,
    {
      ...change,
      compose: (current) => compose(current, composition),
      members: null,
      // What was typed is kept however it ends.
      keep: async (next) => (input.text === null ? keepText(ports, scope, dumpPyYaml(next)) : null),
    },
    tell,
  );
}

function refuseContradictions({ apply, replace, unattended, dryRun, checks }: EditConfigRequest): void {
  if (!checks && !unattended && !dryRun) {
    const message = '--no-check needs --yes: nobody would be warned of anything';
    throw usage('no-check-needs-yes', message, '--no-check');
  }
  if (apply === '-' && replace === '-') {
    throw usage('bad-file', '--apply and --replace cannot both be standard input', '--apply');
  }
  if ((apply === '-' || replace === '-') && !unattended && !dryRun) {
    const message =
      'Use --force option to apply changes: standard input is the document, so nobody can be asked';
    throw usage('no-answer', message, '--yes', hint`--dry-run shows the changes`);
  }
}

/** Nothing is read or asked for in vain. */
async function demandAnswers({ questions }: EditConfigPorts, request: EditConfigRequest): Promise<void> {
  const { unattended, dryRun, command, typed } = request;
  if (unattended || dryRun || (await questions.canAsk())) return;
  const message = 'nobody can be asked, because standard input is at its end; give --yes or --force';
  throw usage(
    'no-answer',
    message,
    '--yes',
    hint`${again(command, request, typed, { yes: true })}, or --dry-run to see the changes`,
  );
}

function usage(code: string, message: string, subject: string, next?: Hint): Failure {
  return new Failure('usage', code, message, { subject, ...(next === undefined ? {} : { next }) });
}

/** Texts of editors whose `ctl` was killed. */
async function findLeftOvers({ workFiles }: EditConfigPorts): Promise<Problem[]> {
  const paths = await workFiles.findLeftOvers();
  return paths.map((path) => ({
    code: 'left-over',
    message: `${path} is left from an edit that was killed; what it says was not written by it`,
    subject: path,
    next: hint`apply it by --apply ${path}, or remove it: ${shell`rm ${path}`}`,
  }));
}

interface Stored {
  readonly snapshot: ConfigSnapshot;
  readonly warnings: readonly Problem[];
}

/** As it is now, to the letter; one that is no configuration can only be replaced. */
async function readSnapshot(
  { configKey }: EditConfigPorts,
  { scope, group }: ClusterReading,
  { replace, dryRun }: EditConfigRequest,
): Promise<Stored> {
  const stored = await configKey.read({ scope, group });
  if (stored === null) {
    const message = `The config key does not exist in the cluster ${scope}`;
    const next = hint`Patroni writes it when it initializes the cluster, and keeps no other one`;
    throw new Failure('refused', 'config-missing', message, { subject: 'config', next });
  }
  const { revision } = stored;
  const values = documentOf(stored.text);
  if (values !== null) return { snapshot: { values, revision }, warnings: [] };
  const message = `the config key of ${scope} holds no JSON object, and Patroni takes it for no configuration`;
  if (replace === null) {
    const next = ctl('edit-config', { scope, group }, [], { replace: 'FILE', 'dry-run': dryRun });
    throw new Failure('refused', 'config-invalid', message, { subject: 'config', next });
  }
  const warning: Problem = { code: 'config-invalid', message, subject: 'config', next: null };
  return { snapshot: { values: {}, revision }, warnings: [warning] };
}

/** Remembers what came by standard input, which nobody can read a second time. */
class TypedInput implements Pick<OperatorInput, 'readText'> {
  text: string | null = null;

  constructor(private readonly input: Pick<OperatorInput, 'readText'>) {}

  async readText(path: string, option: string): Promise<string> {
    const text = await this.input.readText(path, option);
    if (path === '-') this.text = text;
    return text;
  }
}
