import type { TopologyEvent } from '../../operations/maintenance/select-members.js';
import { listView } from '../list/list.js';
import type { Screen } from './screen.js';

/** The members that a choice was made from, as patronictl prints them before it asks. */
export function selectionView({ at, clusters }: TopologyEvent, screen: Screen): string {
  const report = { outcome: 'done', code: null, warnings: [], errors: [], at, clusters } as const;
  return listView(report, screen, { format: undefined, extended: false, timestamp: false, group: null });
}
