import type { ConfigCheck } from '../check-context.js';
import { checkAccessLines } from './check-access-lines.js';
import { checkIgnoreSlots } from './check-ignore-slots.js';
import { checkKeys } from './check-keys.js';
import { checkLibraries } from './check-libraries.js';
import { checkOverrides } from './check-overrides.js';
import { checkParameters } from './check-parameters.js';
import { checkSlots } from './check-slots.js';
import { checkStandbyCluster } from './check-standby-cluster.js';
import { checkTiming } from './check-timing.js';
import { checkVersions } from './check-versions.js';

/** All checks of a configuration, in the order in which their findings are shown. */
export const CHECKS: readonly ConfigCheck[] = [
  checkKeys,
  checkParameters,
  checkLibraries,
  checkStandbyCluster,
  checkSlots,
  checkIgnoreSlots,
  checkAccessLines,
  checkTiming,
  checkOverrides,
  checkVersions,
];
