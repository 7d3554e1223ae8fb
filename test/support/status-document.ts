import type { Finding } from '../../src/cluster/evidence/finding.js';
import type { StatusCluster, StatusReport } from '../../src/operations/status/status-report.js';
import type { CtlRun } from './run-ctl.js';

export interface ReadStatus {
  readonly exit: number | null;
  readonly elapsedMs: number;
  readonly document: StatusReport;
  readonly verdict: StatusReport['verdict'];
  /** The only one. */
  readonly cluster: StatusCluster;
  readonly findings: readonly Finding[];
}

type Ctl = (...args: string[]) => Promise<CtlRun>;

/** `ctl status --json` of one cluster. */
export async function readStatus(ctl: Ctl, ...args: string[]): Promise<ReadStatus> {
  const { exit, stdout, elapsedMs } = await ctl('status', '--json', ...args);
  const document: StatusReport = JSON.parse(stdout);
  const [cluster] = document.clusters;
  if (cluster === undefined) throw new Error(`no cluster in ${stdout}`);
  return { exit, elapsedMs, document, verdict: document.verdict, cluster, findings: cluster.findings };
}

/** Until `status` names the fault, which it has to within 10 s. */
export async function untilNamed(
  ctl: Ctl,
  code: string,
  limitMs = 10_000,
): Promise<ReadStatus & { readonly finding: Finding }> {
  const end = Date.now() + limitMs;
  for (;;) {
    const status = await readStatus(ctl);
    const finding = status.findings.find((each) => each.code === code);
    if (finding !== undefined) return { ...status, finding };
    if (Date.now() > end) {
      const found = status.findings.map((each) => `${each.code}: ${each.message}`).join('\n');
      throw new Error(`${code} is not named within ${limitMs} ms, but:\n${found}`);
    }
  }
}
