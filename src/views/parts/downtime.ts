import { visibleText } from '../../formats/visible-text.js';
import type { RouteReport } from '../../operations/change-leader/change-report.js';

/** How long writes were down through one route, in one sentence; `requestedAt` as the report has it. */
export function downtimeSentence(route: RouteReport, requestedAt: string): string {
  const where = `Writes ${whereOf(route)}`;
  const { source, downMs, lastGoodAt, firstGoodAt, resolutionMs, outages, attempts, remark } = route;
  const uncertain = resolutionMs === null ? '' : `±${resolutionMs} ms`;
  if (lastGoodAt === null && firstGoodAt !== null) {
    const after = seconds(Date.parse(firstGoodAt) - Date.parse(requestedAt));
    return `${where} were down before it began, and came back ${after} after the request.`;
  }
  if (source === 'agent') {
    if (downMs === null) return `How long writes ${whereOf(route)} were down is not known (no SQL).`;
    return `${where} were down about ${seconds(downMs)}, by what the agents said (${uncertain}; no SQL).`;
  }
  if (downMs === null)
    return attempts === 0 || lastGoodAt === null
      ? unmeasured(where, remark)
      : `${where} had not come back when it ended.`;
  if (downMs === 0) return `${where} never failed (${attempts} attempts).`;
  const often = outages > 1 ? `, in ${outages} outages` : '';
  return `${where} were down ${seconds(downMs)} (${uncertain})${often}.`;
}

function unmeasured(where: string, remark: string | null): string {
  return `${where} never came through${remark === null ? '' : `: ${visibleText(remark)}`}.`;
}

function whereOf({ route, address }: RouteReport): string {
  if (route === 'direct') return 'to the members';
  return `through ${visibleText(route)}${address === null || address === route ? '' : ` (${visibleText(address)})`}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
