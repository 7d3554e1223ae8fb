import { isPaused } from '../../cluster/dynamic-config.js';
import { beginPauseProgress } from '../../cluster/pause-progress.js';
import { followPause } from './follow-pause.js';
import { describeLaggards, judgePause } from './judge-pause.js';
import type { PauseReport } from './pause-report.js';
import { acknowledgements, awaitedPause, standingReport, type Toggle } from './toggle-pause.js';

/** The cluster is as it is wanted: nothing is sent, and with `--wait` the members are waited for all the same. */
export async function leaveAsItIs(toggled: Toggle): Promise<PauseReport> {
  const { ports, verb, request, reading, tell } = toggled;
  const { scope, cluster } = reading;
  const before = { ...standingReport(toggled), code: verb === 'pause' ? 'already-paused' : 'not-paused' };
  const awaited = awaitedPause(toggled, reading, cluster.leader?.name ?? cluster.members[0]?.name ?? '');
  if (!request.wait || request.dryRun) {
    const laggards = before.members.filter(({ acknowledged }) => !acknowledged).map(({ member }) => member);
    const progress = { ...beginPauseProgress(awaited), laggards };
    const late = describeLaggards({ verb, scope }, { progress, cluster, elapsedMs: 0 });
    return { ...before, warnings: [...before.warnings, ...late] };
  }
  ports.interruption.watch();
  const course = await followPause(ports, awaited, reading, null, () => {}, tell);
  const verdict = judgePause({ verb, scope, member: awaited.principal, wait: true }, course);
  return {
    ...before,
    ...verdict,
    code: verdict.code ?? before.code,
    warnings: [...before.warnings, ...verdict.warnings],
    paused: isPaused(course.cluster.config),
    members: acknowledgements(awaited, course.progress.laggards),
    elapsedMs: course.elapsedMs,
  };
}
