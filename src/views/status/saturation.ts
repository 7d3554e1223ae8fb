import { formatDuration } from '../../formats/durations.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { StatusCluster } from '../../operations/status/status-report.js';

/** How full the leader is, as far as it tells; null if it tells nothing. */
export function saturationLine(saturation: StatusCluster['saturation']): string | null {
  if (saturation === null) return null;
  const { member, connections, maxConnections, syncWaits, oldestTransactionAge, archiver } = saturation;
  const parts = [
    ...(connections === null ? [] : [`${connections} of ${maxConnections ?? '?'} connections`]),
    ...(syncWaits === null ? [] : [`${syncWaits} waiting for sync`]),
    ...(oldestTransactionAge === null
      ? []
      : [`oldest transaction ${formatDuration(oldestTransactionAge * 1000)}`]),
    archiver === null ? 'no archiving' : `archiving ${archiver}`,
    ...slotParts(saturation),
  ];
  return `${visibleText(member)}: ${parts.join(', ')}`;
}

function slotParts({ walHeldBySlots, slots }: NonNullable<StatusCluster['saturation']>): string[] {
  if (walHeldBySlots === null || slots.length === 0) return [];
  const [most] = [...slots].sort((a, b) => (b.heldBytes ?? 0) - (a.heldBytes ?? 0));
  const who = most === undefined || walHeldBySlots === 0 ? '' : ` (${visibleText(most.name)} most)`;
  return [`slots hold ${formatBytes(walHeldBySlots)} of WAL${who}`];
}
