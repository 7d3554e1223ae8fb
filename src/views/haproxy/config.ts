import { visibleText } from '../../formats/visible-text.js';
import type { HaproxyConfigReport } from '../../operations/haproxy/generate-config.js';

/** The file itself, to be redirected. */
export function haproxyConfigView({ text }: HaproxyConfigReport): string {
  return visibleText(text, { keepLines: true });
}
