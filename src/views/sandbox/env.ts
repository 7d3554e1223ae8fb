import { visibleText } from '../../formats/visible-text.js';
import type { EnvReport } from '../../operations/sandbox/env.js';
import type { LogsReport } from '../../operations/sandbox/logs.js';
import type { Screen } from '../parts/screen.js';

/** Lines for a POSIX shell: `eval "$(ctl sandbox env)"`. */
export function sandboxEnvView({ variables }: EnvReport): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${posixWord(value)}\n`)
    .join('');
}

export function sandboxDsnView({ dsn }: EnvReport): string {
  return `${dsn}\n`;
}

/** Not as in hints: dash, which may read it, knows no escapes in quotes. */
function posixWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The lines as they are; with the component in front if there are several, and harmless on a terminal. */
export function sandboxLogsView({ files, lines }: LogsReport, screen: Screen): string {
  const width = Math.max(...files.map(({ component }) => component.length));
  return lines
    .map(({ component, text }) => {
      const shown = screen.isTerminal ? visibleText(text.replaceAll('\t', '    ')) : text;
      return files.length > 1 ? `${component.padEnd(width)}  ${shown}\n` : `${shown}\n`;
    })
    .join('');
}
