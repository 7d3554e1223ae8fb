import { currentTimeline } from '../model/cluster.js';
import { ofCluster } from './monitoring-check.js';
import { measure, result } from './monitoring-result.js';

/** The timeline is the expected one, or the one of the last time: if not, the leader has changed. */
export const checkTimeline = ofCluster((cluster, _evidence, { timeline: wanted, remembered }) => {
  const timeline = currentTimeline(cluster);
  const measures = [measure('timeline', timeline)];
  if (timeline === null) return result('UNKNOWN', 'nobody tells the timeline', measures);
  const before = wanted ?? remembered?.timeline ?? null;
  if (before === null || before === timeline) return result('OK', `timeline ${timeline}`, measures);
  const other = wanted === null ? `it was ${before}: the leader has changed` : `not ${wanted}`;
  return result('CRITICAL', `the timeline is ${timeline}, ${other}`, measures);
});

/** The dynamic configuration is that of the last time. */
export const checkConfig = ofCluster(({ config }, _evidence, { remembered }) => {
  if (config === null) return result('CRITICAL', 'there is no dynamic configuration');
  const before = remembered?.configRevision ?? null;
  if (before === null || before === config.revision) {
    return result('OK', `configuration of revision ${config.revision}`);
  }
  return result('CRITICAL', `the configuration has changed: revision ${config.revision}, it was ${before}`);
});
