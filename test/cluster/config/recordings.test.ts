import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/cluster/config/check-config.js';
import { planImpact } from '../../../src/cluster/config/plan-impact.js';
import { recoveryName } from '../../../src/cluster/config/recovery-settings.js';
import { serverName } from '../../../src/cluster/config/wanted-value.js';
import {
  CONFIG_RECORDINGS,
  memberBefore,
  type RecordedExperiment,
  type RecordedMember,
} from '../../support/config-recordings.js';
import { edited } from '../../support/recordings-config/experiments.js';

// What ctl says before a change against what Patroni 3.0, 4.0 and 4.1 made of it on real servers.

/** The session that looks has its own, or the server shows something else while another setting is off. */
const UNSEEN = ['application_name', 'archive_command'];

/** What became of one parameter on one member. */
function outcome({ before, after }: RecordedMember, name: string): 'restart' | 'reload' | 'none' {
  const [was, is] = [before.settings[name], after.settings[name]];
  // Patroni 3.0 leaves a value in the file that was taken back before a restart: then only its own word tells.
  const isNew = was?.[4] !== true || (after.pendingRestart && !before.pendingRestart);
  if (is?.[4] === true && isNew) return 'restart';
  return is?.[0] === was?.[0] ? 'none' : 'reload';
}

describe.each(CONFIG_RECORDINGS)('$note', ({ patroni, base, experiments }) => {
  const judge = ({ base: earlier, change, members }: RecordedExperiment) => {
    const before = edited(base, earlier);
    const after = edited(before, change);
    const known = members.map((member) => memberBefore(member, patroni));
    const findings = checkConfig({ before, after, members: known, allowUnknown: [] });
    const impact = planImpact(before, after, known);
    const errors = findings.filter(({ severity }) => severity === 'error');
    return { findings, impact, errors };
  };

  it.each(experiments)('$name: the plan is what happens', (experiment) => {
    const { impact, errors } = judge(experiment);
    for (const { path, effect, members } of impact) {
      const [, section, name] = path;
      if ((section !== 'parameters' && section !== 'recovery_conf') || name === undefined) continue;
      // A document of which a member takes nothing, and a value that is refused, have no plan. Some cannot be seen from outside.
      if (errors.length > 0 || name.includes('.') || UNSEEN.includes(name)) continue;
      for (const member of experiment.members) {
        const planned = members.includes(member.name) ? effect : 'none';
        const own = recoveryName(serverName(name, memberBefore(member, patroni)));
        // Nobody looked at what goes with a whole section.
        if (member.after.settings[own] === undefined) continue;
        const seen = outcome(member, own);
        expect([path.join('.'), member.name, planned]).toEqual([path.join('.'), member.name, seen]);
      }
    }
  });

  it.each(experiments.filter(({ members }) => members.some(({ keepsReloading }) => keepsReloading)))(
    '$name: reloads for ever, and is refused',
    (experiment) => {
      expect(judge(experiment).errors).not.toEqual([]);
    },
  );

  it.each(experiments)('$name: is refused if agents cannot take the document', (experiment) => {
    const isTaken = experiment.members.every(
      ({ log }) => !log.some((line) => /when setting dynamic_configuration|Unexpected exception/.test(line)),
    );
    const { errors } = judge(experiment);
    if (!isTaken) expect(errors).not.toEqual([]);
    else expect(errors.map(({ message }) => message).join()).not.toContain('nothing of the whole document');
  });
});
