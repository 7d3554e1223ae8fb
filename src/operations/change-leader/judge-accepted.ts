import { ctl } from '../../formats/hint.js';
import { describeMissing } from './describe-unfinished.js';
import { judgeDeclined } from './judge-declined.js';
import { type ChangeSubject, unknown } from './judge-followed.js';
import type { Verdict } from './verdict.js';
import type { Acceptance } from './wait-for-acceptance.js';

/** The verdict where acceptance was all that was waited for. */
export function judgeAccepted(subject: ChangeSubject, { kind, reply, isBlind }: Acceptance): Verdict {
  switch (kind) {
    case 'accepted':
      return { outcome: 'accepted', code: null, errors: [], warnings: [] };
    case 'declined':
      return judgeDeclined(subject, reply);
    case 'not-seen':
      return unknown(subject, 'request-not-seen', describeMissing(subject.told, reply, isBlind));
    case 'interrupted': {
      const { asked } = subject;
      const cancel = `; to cancel it: ${ctl('flush', asked, ['switchover'])}`;
      const sent = `interrupted: the request has been sent, and has not shown in etcd yet`;
      return unknown(subject, 'interrupted', `${sent}${asked.scheduled === null ? '' : cancel}`);
    }
  }
}
