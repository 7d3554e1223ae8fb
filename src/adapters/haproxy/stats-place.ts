import { type Address, parseAddress } from '../../formats/addresses.js';

/** The runtime API on a Unix socket or over TCP, or the stats page. */
export type StatsPlace =
  | { readonly runtime: { readonly path: string } | Address }
  | { readonly page: string };

/** Null if it is none of them. */
export function statsPlace(stats: string): StatsPlace | null {
  if (stats.startsWith('/')) return { runtime: { path: stats } };
  if (/^https?:\/\//i.test(stats) && URL.canParse(stats)) return { page: stats };
  const address = parseAddress(stats);
  return address === null ? null : { runtime: address };
}
