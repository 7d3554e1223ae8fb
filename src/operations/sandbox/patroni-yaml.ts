import type { JsonObject } from '../../formats/json.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import {
  addressOf,
  HOST,
  NAMESPACE,
  REPLICATOR,
  type Sandbox,
  type SandboxMember,
  SUPERUSER,
} from './sandbox.js';

/** The configuration of one Patroni agent. */
export function patroniYaml(sandbox: Sandbox, member: SandboxMember): string {
  return dumpPyYaml({
    scope: sandbox.name,
    namespace: NAMESPACE,
    name: member.name,
    restapi: {
      listen: addressOf(member.apiPort),
      connect_address: addressOf(member.apiPort),
      authentication: { username: 'patroni', password: sandbox.secrets.restapi },
    },
    etcd3: { hosts: sandbox.etcd.map(({ clientPort }) => addressOf(clientPort)) },
    log: { level: 'INFO' },
    watchdog: { mode: 'off' },
    bootstrap: {
      dcs: dynamicConfiguration(),
      initdb: ['data-checksums', { encoding: 'UTF8' }, { locale: 'C' }],
    },
    postgresql: postgresql(sandbox, member),
  });
}

/** The dynamic configuration that the cluster begins with: quick to notice a failure, small in memory. */
function dynamicConfiguration(): JsonObject {
  return {
    ttl: 20,
    loop_wait: 2,
    retry_timeout: 8,
    maximum_lag_on_failover: 1_048_576,
    postgresql: {
      use_pg_rewind: true,
      use_slots: true,
      parameters: {
        max_connections: 50,
        max_wal_senders: 10,
        max_replication_slots: 10,
        max_worker_processes: 8,
        shared_buffers: '16MB',
        wal_keep_size: '64MB',
      },
    },
  };
}

function postgresql(sandbox: Sandbox, member: SandboxMember): JsonObject {
  const directory = `${sandbox.directory}/${member.name}`;
  const { superuser, replication, rewind } = sandbox.secrets;
  return {
    listen: addressOf(member.port),
    connect_address: addressOf(member.port),
    data_dir: dataDirectoryOf(sandbox.directory, member.name),
    bin_dir: sandbox.programs.postgres.path,
    pgpass: `${directory}/pgpass`,
    authentication: {
      superuser: { username: SUPERUSER, password: superuser },
      replication: { username: REPLICATOR, password: replication },
      rewind: { username: 'rewind', password: rewind },
    },
    basebackup: [{ checkpoint: 'fast' }],
    pg_hba: [
      `host all all ${HOST}/32 scram-sha-256`,
      `host replication ${REPLICATOR} ${HOST}/32 scram-sha-256`,
    ],
    parameters: {
      password_encryption: 'scram-sha-256',
      unix_socket_directories: '',
      // In files of the data directory, so that a killed server leaves nothing in /dev/shm.
      dynamic_shared_memory_type: 'mmap',
      logging_collector: 'on',
      log_directory: directory,
      log_filename: 'postgres.log',
      log_rotation_age: 0,
      log_rotation_size: 0,
      // A replica that comes too early for its slot would otherwise wait five seconds.
      wal_retrieve_retry_interval: '500ms',
    },
  };
}

export function dataDirectoryOf(sandboxDirectory: string, member: string): string {
  return `${sandboxDirectory}/${member}/data`;
}
