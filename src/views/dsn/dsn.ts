import { visibleText } from '../../formats/visible-text.js';
import type { DsnReport } from '../../operations/dsn/find-dsn.js';

export function dsnView({ dsn }: DsnReport): string {
  return `${visibleText(dsn)}\n`;
}
