/** What an answer to an order that changes something tells by its status and its words alone. */
type AnswerMeaning =
  /** An agent says that it has taken it. */
  | 'taken'
  /** An agent says that it has not. */
  | 'refused'
  /** It may have been carried out, or not. */
  | 'unclear';

/** A page of anybody else counts as no words at all, and a 5xx as a refusal only in the words of Patroni. */
export function answerMeaning(status: number, text: string): AnswerMeaning {
  if (status >= 200 && status < 300) return text === '' ? 'unclear' : 'taken';
  if (status === 501) return 'refused';
  if (status >= 400 && status < 500) return mayComeLater(status) ? 'unclear' : 'refused';
  return (status === 500 || status === 503) && REFUSALS.test(text) ? 'refused' : 'unclear';
}

/** Of restarts and reinitialisations (api.py, ha.py). */
const REFUSALS =
  / already in progress$|, can not reinitialize$|^restart conditions are not satisfied|in the paused state$/;

/** Somebody on the way has given up waiting for the agent, or has lost it: it may still be at it. */
export function mayComeLater(status: number): boolean {
  return [408, 499, 502, 504].includes(status);
}
