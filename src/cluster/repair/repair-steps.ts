import type { Remedy } from '../finding.js';
import type { Repair } from './repair.js';

/** What to do, the mildest first; a new copy comes last, and first only where nothing else can help. */
export function repairSteps(
  { scope, group }: { readonly scope: string; readonly group: number | null },
  repair: Omit<Repair, 'steps'>,
): readonly Remedy[] {
  const ofGroup = group === null ? '' : ` --group ${group}`;
  const { member, standing, walOnLeader, rewind } = repair;
  const look = step(`look at what PostgreSQL and Patroni of ${member} say`, 'journalctl -u patroni -n 100');
  const copy = step(
    `make a new copy of ${member} from the leader`,
    `ctl reinit ${scope} ${member}${ofGroup}`,
  );
  const streams = step('see it stream', `ctl wait ${scope} --for streaming=${member}${ofGroup}`);
  if (standing === 'behind') {
    if (walOnLeader === false)
      return [
        step(`give ${member} the WAL from the archive: restore_command has to find it`, null),
        copy,
        streams,
      ];
    return [look, step('let it connect anew', `ctl restart ${scope} ${member}${ofGroup}`), streams, copy];
  }
  if (rewind === 'impossible') return [look, copy, streams];
  const again = step(
    `Patroni rewinds ${member} by itself; if that failed, it tries again when Patroni is restarted there`,
    'systemctl restart patroni',
  );
  return [look, again, streams, copy];
}

function step(sentence: string, command: string | null): Remedy {
  return { sentence, command };
}
