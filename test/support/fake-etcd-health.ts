import type { EtcdAlarm, EtcdEvidence } from '../../src/cluster/evidence/evidence.js';
import type { EtcdHealth } from '../../src/operations/diagnose/diagnose-ports.js';
import { anEvidence } from './evidence.js';

/** A healthy etcd, but for its alarms; null if it does not tell them. It counts how often it was asked. */
export class FakeEtcdHealth implements EtcdHealth {
  looks = 0;

  constructor(public alarms: readonly EtcdAlarm[] | null = []) {}

  async read(): Promise<EtcdEvidence> {
    this.looks += 1;
    return { ...anEvidence().etcd, alarms: this.alarms };
  }
}

export const NOSPACE: EtcdAlarm = { memberId: '1', alarm: 'NOSPACE' };
