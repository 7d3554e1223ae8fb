import { ctl } from '../../formats/hint.js';
import { describeValue } from '../config/check-context.js';
import { effectiveTiming, storedTiming, TIMING_DEFAULTS, TIMING_MINIMA } from '../config/effective-timing.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding, FindingEvidence, Remedy } from '../evidence/finding.js';
import { isAtLeast } from '../model/patroni-version.js';
import type { ValueMap } from '../model/value.js';
import type { Check } from './check.js';
import { presentCluster, registeredMembers } from './known.js';
import { finding, listed, remedy, seen } from './tell.js';

/** The dynamic configuration is gone: members go on with what they remember. */
export const configMissing: Check = {
  code: 'config-missing',
  severity: 'error',
  title: 'the dynamic configuration is there',
  secondLook: true,
  find(evidence) {
    const cluster = presentCluster(evidence);
    if (cluster === null || cluster.initialization.state !== 'initialized' || isBroken(evidence)) return [];
    const { config } = cluster;
    // A cluster that was bootstrapped without any has an empty one for good.
    const isEmptied =
      config !== null && Object.keys(config.values).length === 0 && evidence.lastGoodConfig !== null;
    if (config !== null && !isEmptied) return [];
    const what =
      config === null ? 'the dynamic configuration is gone' : 'the dynamic configuration has been emptied';
    return [
      finding('config-missing', 'error', null, {
        message: `${what}: members keep using what they remember, new ones use the defaults${lastGood(evidence)}`,
        evidence: [seen('dcs', config === null ? 'the key config is not there' : 'the key config is {}')],
        remedies: restoring(evidence),
      }),
    ];
  },
};

/** What is stored is no configuration, or breaks the timing rule. */
export const configInvalid: Check = {
  code: 'config-invalid',
  severity: 'error',
  title: 'the dynamic configuration can be used',
  find(evidence) {
    const broken = evidence.brokenKeys.find(({ key }) => key === 'config');
    if (broken !== undefined && presentCluster(evidence) !== null) {
      const message = `the dynamic configuration cannot be read (${broken.message}): members keep using what they remember${lastGood(evidence)}`;
      return [tell(evidence, message, [seen('dcs', broken.message)], restoring(evidence))];
    }
    const values = presentCluster(evidence)?.config?.values ?? null;
    return values === null ? [] : timingFault(evidence, values);
  },
};

function timingFault(evidence: Evidence, values: ValueMap): Finding[] {
  const stored = storedTiming(values);
  const edit = remedy(
    'set values that fit',
    ctl('edit-config', evidence, [], { s: ['ttl=30', 'loop_wait=10', 'retry_timeout=10'] }),
  );
  if (stored === null) {
    const message =
      'ttl, loop_wait or retry_timeout is not a whole number: members keep the timing and the postgresql settings that they had';
    return [tell(evidence, message, [seen('dcs', describe(values))], [edit])];
  }
  const { ttl, loopWait, retryTimeout } = stored;
  if (loopWait + 2 * retryTimeout <= ttl) return tooSmall(evidence, values);
  const used = effectiveTiming(values) ?? TIMING_DEFAULTS;
  const old = registeredMembers(evidence)
    .filter(({ key }) => key.patroniVersion !== null && !isAtLeast(key.patroniVersion, '3.2'))
    .map(({ name }) => name);
  const message =
    `loop_wait ${loopWait} + 2 × retry_timeout ${retryTimeout} is more than ttl ${ttl}: a slow etcd may cost the leader its lock. ` +
    `Members work with loop_wait ${used.loopWait}, retry_timeout ${used.retryTimeout}, ttl ${used.ttl}` +
    (old.length === 0 ? '' : `, but not ${listed(old)} (before 3.2)`);
  return [tell(evidence, message, [seen('dcs', describe(values))], [edit])];
}

/** Members silently raise it to the least that they accept. */
function tooSmall(evidence: Evidence, values: ValueMap): Finding[] {
  const { ttl, loopWait, retryTimeout } = storedTiming(values) ?? TIMING_DEFAULTS;
  const small = [
    ...(ttl < TIMING_MINIMA.ttl ? [`ttl ${ttl} counts as ${TIMING_MINIMA.ttl}`] : []),
    ...(loopWait < TIMING_MINIMA.loopWait
      ? [`loop_wait ${loopWait} counts as ${TIMING_MINIMA.loopWait}`]
      : []),
    ...(retryTimeout < TIMING_MINIMA.retryTimeout
      ? [`retry_timeout ${retryTimeout} counts as ${TIMING_MINIMA.retryTimeout}`]
      : []),
  ];
  if (small.length === 0) return [];
  return [
    finding('config-invalid', 'warning', null, {
      message: `the dynamic configuration asks for less than members accept: ${listed(small)}`,
      evidence: [seen('dcs', describe(values))],
      remedies: [remedy('see the rules', ctl('config explain', evidence, ['ttl']))],
    }),
  ];
}

function tell(
  evidence: Evidence,
  message: string,
  facts: readonly FindingEvidence[],
  remedies: readonly Remedy[],
): Finding {
  const rules = remedy('see what is stored', ctl('show-config', evidence));
  return finding('config-invalid', 'error', null, {
    message,
    evidence: facts,
    remedies: [rules, ...remedies],
  });
}

function describe(values: ValueMap): string {
  const keys = ['ttl', 'loop_wait', 'retry_timeout'];
  return keys.map((key) => `${key} ${shownIn(values, key)}`).join(', ');
}

function shownIn(values: ValueMap, key: string): string {
  const value = values[key];
  return value === undefined ? 'not set' : describeValue(value);
}

function isBroken({ brokenKeys }: Evidence): boolean {
  return brokenKeys.some(({ key }) => key === 'config');
}

function lastGood({ lastGoodConfig }: Evidence): string {
  return lastGoodConfig === null ? '' : `; the last good one is of revision ${lastGoodConfig}`;
}

function restoring(evidence: Evidence): Remedy[] {
  return [
    remedy('a running leader rewrites it within a cycle: look again', ctl('show-config', evidence)),
    remedy('see what it was', ctl('config log', evidence)),
    remedy('restore the last good one', ctl('config undo', evidence)),
  ];
}
