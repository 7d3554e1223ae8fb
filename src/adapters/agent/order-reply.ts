import { formatDuration } from '../../formats/durations.js';
import { EndlessAnswer, Silence } from '../exchange/failures.js';
import type { Exchange, FailedExchange } from '../exchange/http-exchange.js';
import { isCertificateRefused } from './explain-alert.js';
import { explainDenial, isDenial } from './explain-answer.js';
import { type Explanation, explainFailure } from './explain-failure.js';
import { decodeReplyText } from './responses.js';

export type OrderReply =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'denied' | 'doubtful' | 'not-sent'; readonly explanation: Explanation };

/** What is known of an order after its one exchange. What has left this host may have been received. */
export async function judgeReply(url: URL, result: Exchange, timeoutMs: number): Promise<OrderReply> {
  if ('error' in result) {
    if (isSent(result)) return { kind: 'doubtful', explanation: lost(explainLoss(result, timeoutMs)) };
    return { kind: 'not-sent', explanation: await explainFailure(url, result.layer, result.error) };
  }
  if (isDenial(result)) return { kind: 'denied', explanation: explainDenial(result) };
  return { kind: 'answered', status: result.status, text: decodeReplyText(result.body) ?? '' };
}

function lost(reason: string): Explanation {
  return { code: 'agent-reply-lost', reason };
}

function isSent({ layer, error }: FailedExchange): boolean {
  if (layer === 'resolve' || layer === 'connect' || layer === 'tls') return false;
  return layer === 'body' || !isCertificateRefused(error);
}

function explainLoss({ layer, error }: FailedExchange, timeoutMs: number): string {
  if (error instanceof EndlessAnswer) return 'the answer does not end';
  const isBegun = layer === 'body';
  if (error instanceof Silence) {
    const limit = formatDuration(timeoutMs);
    return isBegun ? `the answer did not end in ${limit}` : `no answer in ${limit}`;
  }
  const code = 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_') && code !== CUT_WITHIN_THE_HEAD) return 'the answer is not HTTP';
  return `the connection was cut ${isBegun ? 'within' : 'before'} the answer`;
}

const CUT_WITHIN_THE_HEAD = 'HPE_INVALID_EOF_STATE';
