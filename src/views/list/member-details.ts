import type { Value } from '../../cluster/model/value.js';
import { shownJson } from '../../formats/json.js';
import { visibleText } from '../../formats/visible-text.js';
import type { MemberReport } from '../../operations/listing/list-members.js';
import type { Screen } from '../parts/screen.js';
import type { Style } from '../parts/style.js';
import { wrapParts } from '../parts/wrap.js';

const INDENT = ' '.repeat(10);

/** What a member has beside its row: a pending or scheduled restart, tags. Wrapped to the width between the parts. */
export function memberDetails(member: MemberReport, style: Style, screen: Screen): string[] {
  const { pendingRestart, pendingRestartReasons: reasons, scheduledRestart, tags } = member;
  const parts: string[] = [];
  if (pendingRestart || reasons.length > 0) {
    const changes = reasons.map(
      ({ parameter, oldValue, newValue }) =>
        `${parameter} ${oldValue || '""'} ${style.arrow} ${newValue || '""'}`,
    );
    parts.push(
      style.warning(visibleText(`pending restart${changes.length === 0 ? '' : `: ${changes.join(', ')}`}`)),
    );
  }
  if (scheduledRestart !== null) {
    const { at, postgresVersion } = scheduledRestart;
    const condition = postgresVersion === null ? '' : ` if version < ${postgresVersion}`;
    parts.push(visibleText(`restart scheduled: ${at}${condition}`));
  }
  const names = Object.entries(tags ?? {}).map(([name, value]) =>
    value === true ? name : `${name}=${tagText(value)}`,
  );
  if (names.length > 0) parts.push(style.dim(visibleText(`tags: ${names.join(', ')}`)));
  return wrapParts(parts, '   ', screen.columns - INDENT.length).map((line) => `${INDENT}${line}`);
}

function tagText(value: Value): string {
  return typeof value === 'string' ? value : shownJson(value);
}
