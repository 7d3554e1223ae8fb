import { visibleText } from '../../formats/visible-text.js';
import type { ClusterReport, MemberReport } from '../../operations/listing/list-members.js';
import type { Style } from '../parts/style.js';

/** A member as a table shows it. */
export interface DrawnMember extends MemberReport {
  /** Drawn before the name: its place in the tree of replication. */
  readonly branch?: string;
  /** patronictl gives it no row, although it counts for the columns. */
  readonly hidden?: boolean;
}

export interface DrawnCluster extends Omit<ClusterReport, 'members'> {
  readonly members: readonly DrawnMember[];
}

// How single facts of a member look in the tables for people.

export function nameText({ name, branch = '' }: DrawnMember): string {
  return `${branch}${visibleText(name)}`;
}

export function addressText({ host, port }: MemberReport): string {
  if (host === null) return '';
  return visibleText(port === null ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`);
}

export function roleText({ role }: MemberReport, style: Style): string {
  const title = roleTitle(role);
  return role === 'leader' || role === 'standby_leader' ? style.leader(title) : title;
}

const WELL = ['running', 'streaming', 'in archive recovery'];
const ON_ITS_WAY = ['starting', 'creating replica', 'restarting', 'stopping', 'initializing new cluster'];

export function stateText({ state }: MemberReport, style: Style): string {
  const text = visibleText(state || 'unknown');
  if (WELL.includes(state)) return text;
  return ON_ITS_WAY.includes(state) ? style.warning(text) : style.bad(text);
}

/** `sync_standby` becomes `Sync Standby`. */
export function roleTitle(role: MemberReport['role']): string {
  return role.replace(
    /(^|_)([a-z])/g,
    (_, gap: string, letter: string) => `${gap && ' '}${letter.toUpperCase()}`,
  );
}
