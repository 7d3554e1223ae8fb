import { type CommandPlace, ctl, type Hint, shell } from '../../formats/hint.js';
import type { Remedy } from '../evidence/finding.js';
import type { Repair } from './repair.js';

/** What to do, the mildest first; a new copy comes last, and sooner only where nothing else can help. */
export function repairSteps(place: CommandPlace, repair: Omit<Repair, 'steps'>): readonly Remedy[] {
  const { member, standing, walOnLeader, rewind } = repair;
  const look = step(`on ${member}: what Patroni says`, shell`journalctl -u patroni -n 50`);
  const copy = step('as the last step, take it anew', ctl('reinit', place, [member]));
  const streams = step('see it stream', ctl('wait', place, [], { for: `streaming=${member}` }));
  if (standing === 'behind') {
    const archive = step('give it the WAL from the archive: restore_command has to find it', null);
    return walOnLeader === false
      ? [archive, streams, copy]
      : [look, step('let it connect anew', ctl('restart', place, [member])), streams, copy];
  }
  if (rewind === 'impossible') return [look, copy, streams];
  const enable = step(
    'let Patroni rewind it',
    ctl('edit-config', place, [], { s: 'postgresql.use_pg_rewind=true' }),
  );
  return [
    look,
    ...(rewind === 'not-enabled' ? [enable] : []),
    step('start it again, then Patroni rewinds it', ctl('restart', place, [member])),
    streams,
    step(
      `on ${member}: a rewind that failed is tried again once Patroni is restarted`,
      shell`systemctl restart patroni`,
    ),
    copy,
  ];
}

function step(sentence: string, command: Hint | null): Remedy {
  return { sentence, command };
}
