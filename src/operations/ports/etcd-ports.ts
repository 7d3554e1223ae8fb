import type { EtcdHealth, KeyTraces, ScopeLooks } from '../diagnose/diagnose-ports.js';
import type {
  ClusterChanges,
  ClusterKeys,
  ConfigHistory,
  ConfigJournal,
  ConfigKey,
  FailoverKey,
  Notes,
} from './dcs-ports.js';

/** What else etcd is behind, beside reading clusters. */
export interface EtcdPorts {
  readonly changes: ClusterChanges;
  readonly failoverKey: FailoverKey;
  readonly configKey: ConfigKey;
  readonly configHistory: ConfigHistory;
  readonly configJournal: ConfigJournal;
  readonly clusterKeys: ClusterKeys;
  readonly notes: Notes;
  readonly etcdHealth: EtcdHealth;
  readonly scopeLooks: ScopeLooks;
  readonly keyTraces: KeyTraces;
}
