import { InterceptingCall, type Interceptor, type StatusObject, status } from '@grpc/grpc-js';
import type { Trace } from '../../operations/ports/trace.js';
import { failureWords } from '../exchange/traced.js';

/** Of a transaction over more keys the others are counted. */
const KEYS_TOLD = 3;

/**
 * Looks on at every call of a client, its logins and streams included. Of what is sent it reads the keys, of what is received the
 * revision: values, passwords and tokens pass unseen.
 */
export function tracingCalls(trace: Trace, address: string): Interceptor {
  return (options, nextCall) => {
    const begun = performance.now();
    const method = options.method_definition.path.replace('/etcdserverpb.', '');
    const isStream = options.method_definition.responseStream;
    const keys = new Set<string>();
    let messages = 0;
    let revision: string | null = null;
    const tell = (ended: StatusObject): void => {
      const request = [`gRPC ${method}`, ...keysTold([...keys])].join(' ');
      const told = [outcomeOf(ended), ...(revision === null ? [] : [`revision ${revision}`])];
      const result = [
        ...told,
        ...(isStream ? [messages === 1 ? '1 message' : `${messages} messages`] : []),
      ].join(', ');
      trace({ peer: 'etcd', address, request, result, tookMs: performance.now() - begun });
    };
    return new InterceptingCall(nextCall(options), {
      start: (metadata, _listener, next) =>
        next(metadata, {
          onReceiveMessage: (message: unknown, pass) => {
            messages += 1;
            revision = revisionOf(message) ?? revision;
            pass(message);
          },
          onReceiveStatus: (ended, pass) => {
            tell(ended);
            pass(ended);
          },
        }),
      sendMessage: (message: unknown, pass) => {
        for (const key of keysIn(message)) keys.add(key);
        pass(message);
      },
    });
  };
}

function outcomeOf({ code, details }: StatusObject): string {
  if (code === status.OK) return 'ok';
  return code === status.CANCELLED ? 'cancelled' : failureWords(`${status[code]}: ${details}`);
}

function keysTold(keys: readonly string[]): readonly string[] {
  const told = keys.slice(0, KEYS_TOLD).map((key) => `"${key}"`);
  return keys.length > KEYS_TOLD ? [...told, `and ${keys.length - KEYS_TOLD} more`] : told;
}

/** Every `key` at whatever depth: that of a range or a watch, and those of a transaction's comparisons and operations. */
function keysIn(message: unknown): string[] {
  if (Array.isArray(message)) return message.flatMap(keysIn);
  if (typeof message !== 'object' || message === null || Buffer.isBuffer(message)) return [];
  return Object.entries(message).flatMap(([name, field]) => {
    if (name !== 'key') return keysIn(field);
    return typeof field === 'string' || Buffer.isBuffer(field) ? [field.toString()] : [];
  });
}

/** Not everything that etcd answers has one. */
function revisionOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('header' in message)) return null;
  const { header } = message;
  if (typeof header !== 'object' || header === null || !('revision' in header)) return null;
  const revision = String(header.revision);
  return revision === '0' ? null : revision;
}
