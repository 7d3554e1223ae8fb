import type { MemberEffect, SettingEffect } from '../../cluster/config/judge-effect.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { shortKey } from './impact.js';

const STATES: Readonly<Record<SettingEffect['state'], string>> = {
  applied: 'applied',
  'pending-restart': 'pending restart',
  ignored: 'ignored',
  waiting: 'not seen yet',
  unknown: 'unknown',
};

/** A line for each member and setting, and the command that completes it. */
export function effectLines(
  members: readonly MemberEffect[],
  completedBy: string | null,
  screen: Screen,
): string[] {
  const style = styleFor(screen);
  const rows = members.flatMap(({ member, settings }) =>
    settings.map((effect) => ({
      member: visibleText(member),
      key: visibleText(shortKey(effect.key)),
      effect,
    })),
  );
  const [member, key] = [widest(rows.map((row) => row.member)), widest(rows.map((row) => row.key))];
  const lines = rows.map((row) =>
    `  ${row.member.padEnd(member)}  ${row.key.padEnd(key)}  ${paint(row.effect, style)}${remark(row.effect)}`.trimEnd(),
  );
  return completedBy === null ? lines : [...lines, `complete it by: ${visibleText(completedBy)}`];
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

function paint({ state }: SettingEffect, style: Style): string {
  if (state === 'applied') return style.good(STATES[state]);
  return state === 'ignored' || state === 'pending-restart' ? style.warning(STATES[state]) : STATES[state];
}

function remark({ state, running, reason }: SettingEffect): string {
  const still = running === null || state !== 'pending-restart' ? '' : `, runs with ${visibleText(running)}`;
  return `${still}${reason === null ? '' : `: ${visibleText(reason)}`}`;
}
