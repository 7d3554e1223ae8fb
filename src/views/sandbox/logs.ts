import { visibleText } from '../../formats/visible-text.js';
import type { LogsReport } from '../../operations/sandbox/logs.js';
import type { Screen } from '../parts/screen.js';

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
