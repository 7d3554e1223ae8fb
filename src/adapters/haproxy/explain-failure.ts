import { type Hint, hint } from '../../formats/hint.js';
import type { Page } from './read-page.js';

/** Why a HAProxy could not be asked. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly next: Hint | null;
}

export function failed(
  code: string,
  message: string,
  next: Hint | null = null,
): { readonly trouble: Trouble } {
  return { trouble: { code, message, next } };
}

export function explainRuntime(stats: string, error: Error): Trouble {
  const { message } = error;
  if (isCode(error, 'EACCES')) {
    const next = hint`run ctl as a user that may open ${stats}`;
    return { code: 'haproxy-auth', message: 'this user may not open the stats socket', next };
  }
  const what: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such socket',
    ECONNREFUSED: 'nobody listens there',
  };
  const known = Object.entries(what).find(([code]) => isCode(error, code))?.[1];
  return { code: 'haproxy-unreachable', message: known ?? message, next: null };
}

export function explainPage(stats: string, page: Page, hasLogin: boolean): Trouble {
  if ('error' in page) {
    const isTls = /certificate|self.signed|ssl|tls|altname/i.test(page.error.message);
    if (!isTls) return explainRuntime(stats, page.error);
    const next = hint`ctl.haproxy.<scope>.cacert names the authority that signed it`;
    return { code: 'haproxy-tls', message: page.error.message, next };
  }
  if (page.status !== 401 && page.status !== 403) {
    return { code: 'haproxy-unreachable', message: `status ${page.status}`, next: null };
  }
  const message = hasLogin ? 'the stats page refuses the login' : 'the stats page wants a login';
  const next = hint`ctl.haproxy.<scope>.username and password, as in its stats auth`;
  return { code: 'haproxy-auth', message, next };
}

function isCode(error: Error, code: string): boolean {
  return 'code' in error && error.code === code;
}
