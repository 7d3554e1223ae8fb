import type { CompareResult, CompareTarget } from 'etcd3';

/** By their numbers on the wire (etcd's rpc.proto): importing the enums would load all of etcd3 at the start. */
export const COMPARE_RESULT = { equal: 0, less: 2 } as const satisfies Record<string, CompareResult>;
export const COMPARE_TARGET = { version: 0, create: 1, mod: 2 } as const satisfies Record<
  string,
  CompareTarget
>;
