import { packagedPatroni } from './packaged-patroni.js';
import { isWhole } from './sample.js';

/** A Patroni that agents can run. */
export interface TestedPatroni {
  readonly version: string;
  /** For `ownCluster`. */
  readonly options: () => Promise<{ readonly patroni?: string }>;
}

const OF_DISTRIBUTION: TestedPatroni = { version: 'of the distribution', options: async () => ({}) };
const NEWEST: TestedPatroni = {
  version: 'newest',
  options: async () => ({ patroni: (await packagedPatroni('sid')).patroni }),
};

/** The last but one of what is developed: 4.0. */
const BETWEEN: TestedPatroni = {
  version: '4.0',
  options: async () => ({ patroni: (await packagedPatroni('trixie')).patroni }),
};

/** The same as `patronisFor`; in `npm run test:long` 4.0, too. */
export function everyPatroni(sample: 'newest' | 'of the distribution'): readonly TestedPatroni[] {
  return isWhole ? [...patronisFor(sample), BETWEEN] : patronisFor(sample);
}

/** In `npm run test:long` both the distribution's and the newest packaged one, else the one that is named. */
export function patronisFor(sample: 'newest' | 'of the distribution'): readonly TestedPatroni[] {
  const both = [OF_DISTRIBUTION, NEWEST];
  return isWhole ? both : both.filter(({ version }) => version === sample);
}
