import type { ChangeWarning } from '../change-leader/change-request.js';
import { addressText, type RemoteLook } from './remote-look.js';

/** What is to be known of a server before it is followed. */
export function demotionWarnings(scope: string, look: RemoteLook): ChangeWarning[] {
  switch (look.state) {
    case 'primary': {
      const lost = `what ${scope} has written and ${addressText(look)} lacks will be lost`;
      return [warningOf('remote-is-primary', `${addressText(look)} is a primary already: ${lost}`, look)];
    }
    case 'standby': {
      const message = `${addressText(look)} is a standby: nobody takes writes until its cluster is promoted`;
      return [warningOf('remote-is-standby', message, look)];
    }
    default:
      return [unseenWarning(look, `${scope} may have nobody to follow`)];
  }
}

export function unseenWarning(look: RemoteLook, doubt: string): ChangeWarning {
  const { state, reason } = look;
  const what = state === 'unreachable' ? 'does not answer' : 'answers and lets nobody look';
  const message = `${addressText(look)} ${what}: ${doubt} (${reason ?? 'no reason is known'})`;
  return warningOf(`remote-${state}`, message, look);
}

export function localWarning(port: number): ChangeWarning {
  const message = `without a host, each member looks at port ${port} of its own machine, which cannot be seen from here`;
  return { code: 'remote-unreachable', message, subject: null, next: null };
}

export function archiveWarning(scope: string, doubt: string): ChangeWarning {
  const message = `${scope} follows an archive only: there is no server on the other side, and ${doubt}`;
  return { code: 'archive-only', message, subject: scope, next: null };
}

export function warningOf(code: string, message: string, look: RemoteLook): ChangeWarning {
  return { code, message, subject: addressText(look), next: null };
}
