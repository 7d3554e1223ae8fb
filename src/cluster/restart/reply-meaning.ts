import { answerMeaning } from '../model/order-answer.js';

/** What an agent's answer to an immediate restart leaves to be done (Patroni api.py, do_POST_restart; ha.py, restart). */
type ReplyMeaning =
  /** It said no before it did anything. */
  | 'refused'
  /** It stopped PostgreSQL, which did not start again; Patroni tries again in its next cycle. */
  | 'failed'
  /** It says that it has ended, one way or the other; what has become of it is seen. */
  | 'ended'
  /** The restart is still running, or its state is not known. */
  | 'going-on';

export function replyMeaning(status: number, text: string): ReplyMeaning {
  // An exception on the way gives 400 with this text, too.
  if (/^restart failed/.test(text)) return 'failed';
  switch (answerMeaning(status, text)) {
    case 'taken':
      return 'ended';
    case 'refused':
      return 'refused';
    case 'unclear':
      return 'going-on';
  }
}
