import type { Rest } from '../../cluster/drain/rest.js';
import { ctl } from '../../formats/hint.js';
import { visibleText } from '../../formats/visible-text.js';
import type { DrainEvent, DrainFinding } from '../../operations/drain/drain-report.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';

type FindingEvent = Extract<DrainEvent, { readonly kind: 'finding' }>;

const INDENT = '  ';
const LABEL_WIDTH = 26;

/** What is left without the member, and what the operator has to do. */
export function drainFindingView({ finding, refused, missing }: FindingEvent, screen: Screen): string {
  const style = styleFor(screen);
  const { verb, rest } = finding;
  const what = finding.group === null ? finding.scope : `${finding.scope} group ${finding.group}`;
  const title = `${verb === 'undo' ? 'End of the drain' : 'Drain'} of ${what}: ${finding.member}`;
  const meanwhile = rest === null ? [] : restLines(finding, rest, style);
  const advice = refused ? [] : adviceLines(finding, missing);
  const paragraphs = [[style.strong(visibleText(title))], meanwhile, advice].filter(
    (lines) => lines.length > 0,
  );
  return paragraphs
    .map((lines) => `${lines.flatMap((line) => wrapText(line, screen.columns, '    ')).join('\n')}\n\n`)
    .join('');
}

function restLines({ member, syncWanted }: DrainFinding, rest: Rest, style: Style): string[] {
  const line = (label: string, names: readonly string[], remark = ''): string => {
    const text = names.length === 0 ? style.bad('nobody') : visibleText(names.join(', '));
    return `${INDENT}${visibleText(label).padEnd(LABEL_WIDTH)} ${text}${remark}`;
  };
  const { leader, candidates, synchronous, reads, cascading } = rest;
  return [
    line('leads meanwhile', [leader]),
    line('can take over from it', candidates),
    ...(synchronous === null
      ? []
      : [line('can be synchronous', synchronous, ` (the sync set will have ${syncWanted ?? 0})`)]),
    line('serve reads', reads),
    ...(cascading.length === 0 ? [] : [line(`replicate from ${member}`, cascading)]),
  ];
}

/** Whoever is not registered has no tags that could be told. */
function adviceLines(finding: DrainFinding, missing: FindingEvent['missing']): string[] {
  const unregistered = missing.find(({ code }) => code === 'not-registered');
  if (unregistered !== undefined) return [visibleText(`${unregistered.message}: start Patroni on it.`)];
  return finding.verb === 'undo' ? undoLines(finding) : drainLines(finding);
}

function drainLines(finding: DrainFinding): string[] {
  const { member, tags, kept } = finding;
  if (tags.length === 0) return [visibleText(`${member} has all tags of a drained member already.`)];
  const had = kept.length === 0 ? [] : [visibleText(`(${member} has ${kept.join(', ')} already.)`)];
  return [
    `Tags cannot be set from outside. Put into the patroni.yml of ${visibleText(member)}:`,
    ...fileLines(finding),
    ...had,
  ];
}

function undoLines(finding: DrainFinding): string[] {
  const { member, tags } = finding;
  if (tags.length === 0) return [visibleText(`${member} has no tags of a drained member.`)];
  return [
    `Tags cannot be removed from outside. Take out of the patroni.yml of ${visibleText(member)}:`,
    ...fileLines(finding),
    '(A tag that it always has is named by --keep.)',
  ];
}

function fileLines(finding: DrainFinding): string[] {
  const { member, tags } = finding;
  const lines = ['tags:', ...tags.map((tag) => `  ${tag}: true`)].map((line) => `${INDENT}${line}`);
  return [...lines, visibleText(`then: ${ctl('reload', finding, [member])}`)];
}
