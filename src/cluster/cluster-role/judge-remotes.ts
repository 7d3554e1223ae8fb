import { hint } from '../../formats/hint.js';
import { type ChangeWarning, type Refusal, refused } from '../change-leader/change-request.js';
import type { Cluster } from '../model/cluster.js';
import type { RoleChange } from './role-change.js';
import type { RemoteAddress, StandbySource } from './standby-section.js';

export interface RemoteVerdict {
  readonly refusal: Refusal | null;
  readonly warnings: readonly ChangeWarning[];
  /** What could not be looked at and must not be passed over in silence. */
  readonly unseen: readonly string[];
}

const EVEN_IF_PRIMARY = '--even-if-remote-is-primary';
export const EVEN_IF_UNREACHABLE = '--even-if-remote-is-unreachable';

/** What a server on the other side is; `unreadable`: it answers, and does not let `ctl` look. */
export interface RemoteLook extends RemoteAddress {
  readonly state: 'primary' | 'standby' | 'unreachable' | 'unreadable';
  /** Why nothing is known; null if it is. */
  readonly reason: string | null;
}

/** Two primaries are worse than none: the other side must have ended to be one, or the operator says what `ctl` cannot see. */
export function judgePromotion(
  { scope }: RoleChange,
  source: StandbySource,
  looks: readonly RemoteLook[],
  evenIfPrimary: boolean,
): RemoteVerdict {
  const unseen = [...looks.filter(isUnseen).map(addressText), ...ownMachine(source)];
  const warnings = [
    ...looks.filter(isUnseen).map((look) => unseenWarning(look, 'it may still be a primary')),
    ...sourceWarnings(scope, source, 'whether its source is still a primary cannot be looked at'),
  ];
  const primary = looks.find(({ state }) => state === 'primary');
  if (primary === undefined) return { refusal: null, warnings, unseen };
  const address = addressText(primary);
  const message = `${address}, which ${scope} follows, is still a primary: there would be two`;
  if (evenIfPrimary) {
    const told = warningOf('remote-is-primary', message, primary);
    return { refusal: null, warnings: [...warnings, told], unseen };
  }
  const next = hint`demote its cluster first, or stop it; else ${EVEN_IF_PRIMARY}`;
  return { refusal: refused('remote-is-primary', message, address, next), warnings, unseen };
}

/** Whoever is going to be followed must be there, and be somebody else. */
export function judgeDemotion(
  { scope }: RoleChange,
  source: StandbySource,
  looks: readonly RemoteLook[],
  cluster: Cluster,
): RemoteVerdict {
  const own = ownMember(source, cluster);
  if (own !== null) {
    const message = `${own.address} is ${own.member} of ${scope} itself: it would follow nobody`;
    const next = hint`--host and --port name a server of another cluster`;
    const refusal = refused('remote-is-own-member', message, own.address, next);
    return { refusal, warnings: [], unseen: [] };
  }
  const isSeen = looks.some((look) => !isUnseen(look));
  const warnings = [
    ...looks.flatMap((look) => demotionWarnings(scope, look)),
    ...sourceWarnings(scope, source, 'whether anything arrives there cannot be looked at'),
  ];
  const unseen = isSeen ? [] : [...looks.map(addressText), ...ownMachine(source)];
  return { refusal: null, warnings, unseen };
}

function ownMachine({ localPort }: StandbySource): string[] {
  return localPort === null ? [] : ['the own machine of each member'];
}

/** Where there is no server to look at. */
function sourceWarnings(
  scope: string,
  { remotes, localPort, followsArchive }: StandbySource,
  doubt: string,
): ChangeWarning[] {
  if (localPort !== null) return [localWarning(localPort)];
  return followsArchive && remotes.length === 0 ? [archiveWarning(scope, doubt)] : [];
}

/** Names are not resolved: a member under another name is not found. */
function ownMember({ remotes, localPort }: StandbySource, { members }: Cluster) {
  const all = [...remotes, ...(localPort === null ? [] : [{ host: 'localhost', port: localPort }])];
  for (const remote of all) {
    const host = remote.host.toLowerCase();
    const member = members.find(
      (each) => each.port === remote.port && (each.host?.toLowerCase() === host || isLoopback(host)),
    );
    if (member !== undefined) return { address: addressText(remote), member: member.name };
  }
  return null;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** What is to be known of a server before it is followed. */
function demotionWarnings(scope: string, look: RemoteLook): ChangeWarning[] {
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

function unseenWarning(look: RemoteLook, doubt: string): ChangeWarning {
  const { state, reason } = look;
  const what = state === 'unreachable' ? 'does not answer' : 'answers, but cannot be examined';
  const message = `${addressText(look)} ${what}: ${doubt} (${reason ?? 'no reason is known'})`;
  return warningOf(`remote-${state}`, message, look);
}

function localWarning(port: number): ChangeWarning {
  const message = `without a host, each member looks at port ${port} of its own machine, which cannot be seen from here`;
  return { code: 'remote-unreachable', message, subject: null, next: null };
}

function archiveWarning(scope: string, doubt: string): ChangeWarning {
  const message = `${scope} follows an archive only: there is no server on the other side, and ${doubt}`;
  return { code: 'archive-only', message, subject: scope, next: null };
}

function warningOf(code: string, message: string, look: RemoteLook): ChangeWarning {
  return { code, message, subject: addressText(look), next: null };
}

export function addressText({ host, port }: RemoteAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Nothing is known of it. */
function isUnseen({ state }: RemoteLook): boolean {
  return state === 'unreachable' || state === 'unreadable';
}
