import { isPaused } from '../../cluster/model/dynamic-config.js';
import { beginPauseProgress } from '../../cluster/pause/pause-progress.js';
import { followPause } from './follow-pause.js';
import { describeLaggards, judgePause } from './judge-pause.js';
import type { PauseReport } from './pause-report.js';
import { pauseCommand } from './pause-request.js';
import { acknowledgements, awaitedPause, standingReport, type Toggle } from './toggle-pause.js';

/** The cluster is as it is wanted: nothing is sent, and with `--wait` the members are waited for all the same. */
export async function leaveAsItIs(toggled: Toggle): Promise<PauseReport> {
  const { ports, verb, request, reading, tell } = toggled;
  const { cluster } = reading;
  const before = { ...standingReport(toggled), code: verb === 'pause' ? 'already-paused' : 'not-paused' };
  const awaited = awaitedPause(toggled, reading, null, []);
  if (!request.wait || request.dryRun) {
    const laggards = before.members.filter(({ acknowledged }) => !acknowledged).map(({ member }) => member);
    const progress = { ...beginPauseProgress(awaited), laggards };
    const stands = { progress, cluster, silent: new Set<string>(), elapsedMs: 0 };
    const late = describeLaggards({ verb, place: reading }, stands);
    return { ...before, warnings: [...before.warnings, ...late] };
  }
  ports.interruption.watch();
  const course = await followPause(ports, awaited, reading, null, () => {}, tell);
  const again = pauseCommand(verb, request, reading);
  const subject = {
    verb,
    place: reading,
    member: cluster.leader?.name ?? '',
    wait: true,
    again,
    otherWay: null,
  };
  const verdict = judgePause(subject, course);
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
