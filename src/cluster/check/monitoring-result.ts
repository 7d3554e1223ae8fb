import { alerts, NO_THRESHOLDS, rangeText, type Thresholds } from './range.js';

/** The states of the monitoring plugins. */
export type MonitoringState = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';

/** A figure for graphs. */
export interface Measure {
  readonly label: string;
  /** Null if nobody tells. */
  readonly value: number | null;
  /** `B` for bytes, `s` for seconds; empty for a number of things. */
  readonly unit: '' | 'B' | 's';
  /** Ranges in plain numbers, such as `2:`; null without a threshold. */
  readonly warning: string | null;
  readonly critical: string | null;
}

/** What one check says. */
export interface MonitoringResult {
  readonly state: MonitoringState;
  /** One short sentence without the state. */
  readonly summary: string;
  /** A line for each thing that is wrong. */
  readonly details: readonly string[];
  readonly measures: readonly Measure[];
}

/** The worst first: what nobody knows is worse than a warning. */
const WORST_FIRST = ['CRITICAL', 'UNKNOWN', 'WARNING', 'OK'] as const;

/** Of no state at all nothing is known. */
export function worstState(states: readonly MonitoringState[]): MonitoringState {
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'UNKNOWN';
}

export function worstFirst(a: MonitoringState, b: MonitoringState): number {
  return WORST_FIRST.indexOf(a) - WORST_FIRST.indexOf(b);
}

export function stateFor(value: number, { warning, critical }: Thresholds): MonitoringState {
  if (critical !== null && alerts(critical, value)) return 'CRITICAL';
  return warning !== null && alerts(warning, value) ? 'WARNING' : 'OK';
}

export function measure(
  label: string,
  value: number | null,
  thresholds: Thresholds = NO_THRESHOLDS,
  unit: Measure['unit'] = '',
): Measure {
  const { warning, critical } = thresholds;
  return {
    label,
    value,
    unit,
    warning: warning === null ? null : rangeText(warning),
    critical: critical === null ? null : rangeText(critical),
  };
}

export function result(
  state: MonitoringState,
  summary: string,
  measures: readonly Measure[] = [],
  details: readonly string[] = [],
): MonitoringResult {
  return { state, summary, details, measures };
}
