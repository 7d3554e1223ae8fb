import { ctl } from '../../formats/hint.js';
import { done, type Report } from '../report.js';
import { type ChooseSandbox, findSandbox, settleName } from './find-sandbox.js';
import { componentsOf, findParts } from './parts.js';
import type { SandboxPorts } from './ports.js';
import { logsOf } from './server-commands.js';

interface LogsRequest {
  /** Null for the only one. */
  readonly name: string | null;
  /** Null for all. */
  readonly component: string | null;
  /** Of each log. */
  readonly lines: number;
}

interface LogLine {
  /** `e1`, `pg1.agent`, `pg1.postgres`, `haproxy`. */
  readonly component: string;
  readonly text: string;
}

export interface LogsReport extends Report {
  readonly name: string;
  readonly files: readonly { readonly component: string; readonly path: string }[];
  readonly lines: readonly LogLine[];
}

type LogPorts = Pick<SandboxPorts, 'store' | 'logs'>;

/** The last lines of the logs. */
export async function readLogs(typed: LogsRequest, ports: LogPorts): Promise<LogsReport> {
  const { component: wanted } = typed;
  const choose: ChooseSandbox = (name) =>
    ctl('sandbox logs', null, wanted === null ? [] : [wanted], { name });
  const request = { ...typed, name: await settleName(typed.name, ports, choose) };
  const files = await findFiles(request, ports);
  const tails = await Promise.all(
    files.map(async ({ component, path }) => {
      return (await ports.logs.tail(path, request.lines)).map((text) => ({ component, text }));
    }),
  );
  return { ...done(), name: request.name, files, lines: tails.flat() };
}

/** First the last lines, then each line as it is written. */
export async function* followLogs(request: LogsRequest, ports: LogPorts): AsyncIterable<LogsReport> {
  const last = await readLogs(request, ports);
  yield last;
  for await (const { path, line } of ports.logs.follow(last.files.map((file) => file.path))) {
    const component = last.files.find((file) => file.path === path)?.component ?? path;
    yield { ...last, lines: [{ component, text: line }] };
  }
}

async function findFiles(
  { name, component }: { readonly name: string; readonly component: string | null },
  ports: LogPorts,
): Promise<LogsReport['files']> {
  const sandbox = await findSandbox(name, ports);
  const wanted = component === null ? null : findParts(sandbox, component);
  const components =
    wanted === null ? componentsOf(sandbox) : [...new Set(wanted.map((part) => part.component))];
  return components
    .flatMap((one) => logsOf(sandbox, one))
    .filter(({ label }) => wanted === null || wanted.some((part) => part.name === label))
    .map(({ label, path }) => ({ component: label, path }));
}
