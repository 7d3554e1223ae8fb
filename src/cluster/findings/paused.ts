import { ctl } from '../../formats/hint.js';
import { isPaused } from '../model/dynamic-config.js';
import { memberEffect } from '../pause/member-effect.js';
import type { Check } from './check.js';
import { presentCluster, registeredMembers, statusOf } from './known.js';
import { finding, remedy, seen } from './tell.js';

/** Maintenance mode. */
export const paused: Check = {
  code: 'paused',
  severity: 'info',
  title: 'the cluster is not paused',
  find(evidence) {
    if (!isPaused(presentCluster(evidence)?.config ?? null)) return [];
    return [
      finding('paused', 'info', null, {
        message:
          'maintenance mode is on: nobody takes over by itself, and Patroni starts and stops no PostgreSQL',
        evidence: [seen('dcs', 'config has pause')],
        remedies: [
          remedy('see what ending it would do', ctl('resume', evidence, [], { 'dry-run': true })),
          remedy('end it', ctl('resume', evidence)),
        ],
      }),
    ];
  },
};

/** What has changed under the maintenance mode, so that its end would stop, start, promote or rewind somebody. */
export const pausedDrift: Check = {
  code: 'paused-drift',
  severity: 'error',
  title: 'ending the maintenance mode would change nothing',
  secondLook: true,
  find(evidence) {
    const cluster = presentCluster(evidence);
    if (cluster === null || !isPaused(cluster.config)) return [];
    const members = registeredMembers(evidence).map((member) => ({
      member: member.key,
      status: statusOf(member),
    }));
    return members.flatMap((asked) => {
      const { member, now, effect, sentence, harmful } = memberEffect({ cluster, members }, asked);
      // Without a leader somebody has to take over: that is `no-leader`.
      if (!harmful || effect === 'may-take-lead') return [];
      return [
        finding('paused-drift', 'error', member, {
          message: `${member} is not in the state that Patroni would put it in (${now}). At the end of the maintenance mode: ${sentence}`,
          evidence: [seen('agent', `${member}: ${now}`)],
          remedies: [
            remedy(
              'see everything that ending it would do',
              ctl('resume', evidence, [], { 'dry-run': true }),
            ),
            remedy('end the maintenance mode once that is what you want', ctl('resume', evidence)),
          ],
        }),
      ];
    });
  },
};
