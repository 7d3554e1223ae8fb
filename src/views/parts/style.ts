import { Chalk } from 'chalk';
import type { Screen } from './screen.js';

type Paint = (text: string) => string;

/** Colours by what they mean, and the signs that have an ASCII form. */
export interface Style {
  readonly leader: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
  /** Of lesser weight: headings, sources, ages. */
  readonly dim: Paint;
  readonly strong: Paint;
  readonly leaderMark: string;
  readonly arrow: string;
}

export function styleFor(screen: Pick<Screen, 'color' | 'unicode'>): Style {
  const chalk = new Chalk({ level: screen.color ? 1 : 0 });
  return {
    leader: (text) => chalk.green(text),
    good: (text) => chalk.green(text),
    warning: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    dim: (text) => chalk.dim(text),
    strong: (text) => chalk.bold(text),
    leaderMark: screen.unicode ? '●' : '*',
    arrow: screen.unicode ? '→' : '->',
  };
}
