import { visibleText } from '../../formats/visible-text.js';

interface LostResult {
  /** Why it could not be written, as the system says it. */
  readonly reason: string;
  /** What was to be read; null or empty if it is not to be repeated. */
  readonly text: string | null;
}

interface OwnEnding {
  readonly outcome: string;
  readonly exit: number;
  readonly meaning: string;
}

/** For stderr, if the result of a command could not be written: nobody else tells how the command has ended. */
export function lostResultView({ reason, text }: LostResult, { outcome, exit, meaning }: OwnEnding): string {
  const lines = [
    `Error: the result cannot be written: ${visibleText(reason)}`,
    `the command itself ended with ${outcome} (exit ${exit}): ${meaning}`,
  ];
  const repeated = text === null || text === '' ? [] : ['what was to be written:', text.trimEnd()];
  return `${[...lines, ...repeated].join('\n')}\n`;
}
