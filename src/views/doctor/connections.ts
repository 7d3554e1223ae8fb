import type { ConnectionLook, LayerLook } from '../../cluster/evidence/connection-look.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Style } from '../parts/style.js';
import { rowLines } from './findings.js';

const TITLES: Readonly<Record<ConnectionLook['target'], string>> = {
  etcd: 'etcd',
  agent: 'agents',
  sql: 'SQL',
};

/** A line for what stands alike, and the way to where it ends for each of the others; behind the endpoints etcd as a whole. */
export function connectionLines(
  connections: readonly ConnectionLook[],
  style: Style,
  columns: number,
  dcs: readonly string[],
): string[] {
  const rows = connections.map((look) => ({ look, text: describe(look, style) }));
  const lines: string[] = [];
  for (const target of ['etcd', 'agent', 'sql'] as const) {
    const ours = rows.filter(({ look }) => look.target === target);
    const texts = [...new Set(ours.map(({ text }) => text))];
    const groups = texts.map((text) => ({
      text,
      who: ours.flatMap(({ look, text: own }) => (own === text ? [visibleText(look.subject)] : [])).join(' '),
    }));
    const width = Math.max(0, ...groups.map(({ who }) => who.length).filter((each) => each <= 24));
    groups.forEach(({ who, text }, index) => {
      lines.push(...rowLines(index === 0 ? TITLES[target] : '', who.padEnd(width), text, columns));
    });
    if (target === 'etcd') lines.push(...dcs);
  }
  return lines;
}

function describe(look: ConnectionLook, style: Style): string {
  const broken = look.layers.findIndex(({ state }) => state === 'failed');
  const step = look.layers[broken];
  if (step === undefined) return standing(look, style);
  const before = look.layers.slice(0, broken).filter(({ state }) => state === 'ok' || state === 'warning');
  const way = before.map(({ layer }) => `${layer} ok, `).join('');
  const next = step.next === null ? '' : ` ${style.dim(`(${visibleText(step.next)})`)}`;
  return `${way}${style.bad(`${step.layer} failed`)}: ${visibleText(step.seen ?? '')}${next}`;
}

function standing({ target, layers: raw }: ConnectionLook, style: Style): string {
  const layers = raw.map((look) => ({ ...look, seen: look.seen === null ? null : visibleText(look.seen) }));
  const of = (name: LayerLook['layer']): LayerLook | undefined => layers.find(({ layer }) => layer === name);
  const tls = of('tls');
  const login = of('login');
  const parts = [
    of('answer')?.seen ?? (target === 'sql' ? null : 'reachable'),
    tls?.state === 'ok' ? tls.seen : tls?.state === 'unused' ? 'no TLS' : null,
    login?.state === 'ok' ? `login ${login.seen}` : login?.state === 'unused' ? 'no login' : null,
    ...rights(of('read'), of('write')),
    of('privileges')?.state === 'ok' ? (of('privileges')?.seen ?? null) : null,
  ];
  const unsure = layers.filter(({ state, seen }) => state === 'unchecked' && seen !== null);
  const warnings = layers.filter(({ state }) => state === 'warning');
  return [
    parts.filter((part) => part !== null).join(', '),
    ...warnings.map(({ seen }) => style.warning(seen ?? '')),
    ...unsure.map(({ layer, seen }) => `${layer} not checked: ${seen}`),
  ].join('; ');
}

function rights(read: LayerLook | undefined, write: LayerLook | undefined): string[] {
  if (read?.state !== 'ok') return [];
  const what = write?.state === 'ok' ? 'read and write' : 'read';
  return [`may ${what} ${read.seen}`];
}
