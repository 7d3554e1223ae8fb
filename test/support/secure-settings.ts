import type { JsonObject } from '../../src/formats/json.js';
import type { Certificate } from './certificates.js';

export const SCOPE = 'secure';
export const ETCD_USER = 'patroni';

/** What the files of a secure cluster are made from. */
export interface SecurePlan {
  /** host:port. */
  readonly etcd: string;
  readonly authority: string;
  readonly server: Certificate;
  readonly client: Certificate;
  /** The client's key behind a password. */
  readonly encryptedKey: string;
  readonly passwords: {
    readonly etcd: string;
    readonly restapi: string;
    readonly keyfile: string;
    readonly superuser: string;
    readonly replication: string;
  };
}

/** A member, with host:port of its agent and of its PostgreSQL. */
export interface SecureMember {
  readonly name: string;
  readonly api: string;
  readonly postgres: string;
}

/** One settings file for ctl and patronictl. */
export function secureSettings(plan: SecurePlan): JsonObject {
  const { restapi, superuser } = plan.passwords;
  return {
    ...storeSections(plan),
    ctl: ctlSection(plan),
    restapi: { authentication: { username: 'patroni', password: restapi } },
    postgresql: { authentication: { superuser: { username: 'postgres', password: superuser } } },
  };
}

/** The configuration of an agent, whose files are in a folder of its own. */
export function agentSettings(
  plan: SecurePlan,
  { name, api, postgres }: SecureMember,
  folder: string,
  binaries: string,
): JsonObject {
  const { authority, server, passwords } = plan;
  return {
    ...storeSections(plan),
    name,
    restapi: {
      listen: api,
      connect_address: api,
      certfile: server.cert,
      keyfile: server.key,
      cafile: authority,
      verify_client: 'required',
      authentication: { username: 'patroni', password: passwords.restapi },
    },
    // Agents ask each other, too.
    ctl: ctlSection(plan),
    bootstrap: {
      dcs: { ttl: 20, loop_wait: 2, retry_timeout: 8 },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C' }],
    },
    postgresql: {
      listen: postgres,
      connect_address: postgres,
      data_dir: `${folder}/data`,
      bin_dir: binaries,
      pgpass: `${folder}/pgpass`,
      authentication: {
        superuser: { username: 'postgres', password: passwords.superuser },
        replication: { username: 'replicator', password: passwords.replication },
      },
      basebackup: [{ checkpoint: 'fast' }],
      pg_hba: ['all all', 'replication replicator'].map((who) => `hostssl ${who} 127.0.0.1/32 scram-sha-256`),
      parameters: {
        password_encryption: 'scram-sha-256',
        shared_buffers: '16MB',
        unix_socket_directories: '',
        dynamic_shared_memory_type: 'mmap',
        wal_retrieve_retry_interval: '500ms',
        ssl: 'on',
        ssl_cert_file: server.cert,
        ssl_key_file: server.key,
        ssl_ca_file: authority,
      },
    },
  };
}

function storeSections({ etcd, authority, client, passwords }: SecurePlan): JsonObject {
  return {
    scope: SCOPE,
    namespace: '/service/',
    etcd3: {
      hosts: [etcd],
      protocol: 'https',
      cacert: authority,
      cert: client.cert,
      key: client.key,
      username: ETCD_USER,
      password: passwords.etcd,
    },
  };
}

function ctlSection({ authority, client, encryptedKey, passwords }: SecurePlan): JsonObject {
  return {
    cacert: authority,
    certfile: client.cert,
    keyfile: encryptedKey,
    keyfile_password: passwords.keyfile,
    authentication: { username: 'patroni', password: passwords.restapi },
  };
}
