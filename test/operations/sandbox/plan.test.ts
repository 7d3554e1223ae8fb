import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { installScript } from '../../../src/operations/sandbox/install-script.js';
import { adviseInstall } from '../../../src/operations/sandbox/obtain-programs.js';
import { componentsOf } from '../../../src/operations/sandbox/parts.js';
import { patroniYaml } from '../../../src/operations/sandbox/patroni-yaml.js';
import { MAX_ETCD, MAX_MEMBERS, PORT_BLOCKS, portsOf } from '../../../src/operations/sandbox/plan.js';
import {
  haproxyConfig,
  passFile,
  plannedFilesOf,
  serverDirectoriesOf,
  settingsFile,
} from '../../../src/operations/sandbox/planned-files.js';
import { serverCommand } from '../../../src/operations/sandbox/server-commands.js';
import { aSandbox } from './fake-machine.js';

const small = aSandbox({ members: 2, etcd: 2 });

describe('the plan', () => {
  it('fits into a block of ports, without a port used twice', () => {
    const ports = portsOf(aSandbox({ members: MAX_MEMBERS, etcd: MAX_ETCD })).map(({ port }) => port);
    expect(new Set(ports).size).toBe(ports.length);
    expect(Math.max(...ports)).toBeLessThan(PORT_BLOCKS[1] ?? 0);
  });

  it('stays below the ephemeral ports', () => {
    expect(Math.max(...PORT_BLOCKS)).toBeLessThan(32_768 - 100);
  });

  it('starts etcd', () => {
    expect(serverCommand(small, 'e2')).toMatchInlineSnapshot(`
      {
        "args": [
          "--name=e2",
          "--data-dir=/home/sandboxes/demo/e2/data",
          "--listen-client-urls=http://127.0.0.1:15012",
          "--advertise-client-urls=http://127.0.0.1:15012",
          "--listen-peer-urls=http://127.0.0.1:15022",
          "--initial-advertise-peer-urls=http://127.0.0.1:15022",
          "--initial-cluster=e1=http://127.0.0.1:15021,e2=http://127.0.0.1:15022",
          "--initial-cluster-token=demo",
          "--initial-cluster-state=new",
          "--logger=zap",
          "--log-level=warn",
        ],
        "component": "e2",
        "directory": "/home/sandboxes/demo/e2",
        "log": "/home/sandboxes/demo/e2/etcd.log",
        "program": "/usr/bin/etcd",
      }
    `);
  });

  it('starts agents and the balancer', () => {
    const { program, args, log } = serverCommand(small, 'pg2');
    expect([program, ...args, log]).toEqual([
      '/usr/bin/patroni',
      '/home/sandboxes/demo/pg2/patroni.yml',
      '/home/sandboxes/demo/pg2/patroni.log',
    ]);
    expect(serverCommand(small, 'haproxy').args).toEqual([
      '-db',
      '-f',
      '/home/sandboxes/demo/haproxy/haproxy.cfg',
    ]);
  });

  it('shows no secret in arguments, where everybody could read it', () => {
    const commands = componentsOf(small).map((component) => JSON.stringify(serverCommand(small, component)));
    for (const secret of Object.values(small.secrets)) expect(commands.join()).not.toContain(secret);
  });

  it('keeps the files with secrets from others', () => {
    expect(
      plannedFilesOf(small).map(
        ({ path, owner }) => `${path.slice('/home/sandboxes/demo/'.length)} ${owner}`,
      ),
    ).toEqual([
      'patronictl.yml user',
      'pgpass user',
      'haproxy/haproxy.cfg servers',
      'pg1/patroni.yml servers',
      'pg2/patroni.yml servers',
    ]);
    expect(serverDirectoriesOf(small).map((path) => path.split('/').at(-1))).toEqual([
      'e1',
      'e2',
      'pg1',
      'pg2',
      'haproxy',
    ]);
  });
});

describe('the files', () => {
  it('configures Patroni', () => {
    expect(patroniYaml(small, small.members[1] ?? fail())).toMatchInlineSnapshot(`
      "bootstrap:
        dcs:
          loop_wait: 2
          maximum_lag_on_failover: 1048576
          postgresql:
            parameters:
              max_connections: 50
              max_replication_slots: 10
              max_wal_senders: 10
              max_worker_processes: 8
              shared_buffers: 16MB
              wal_keep_size: 64MB
            use_pg_rewind: true
            use_slots: true
          retry_timeout: 8
          ttl: 20
        initdb:
        - data-checksums
        - encoding: UTF8
        - locale: C
      etcd3:
        hosts:
        - 127.0.0.1:15011
        - 127.0.0.1:15012
      log:
        level: INFO
      name: pg2
      namespace: /service/
      postgresql:
        authentication:
          replication:
            password: s2
            username: replicator
          rewind:
            password: s3
            username: rewind
          superuser:
            password: s1
            username: postgres
        basebackup:
        - checkpoint: fast
        bin_dir: /usr/lib/postgresql/15/bin
        connect_address: 127.0.0.1:15032
        data_dir: /home/sandboxes/demo/pg2/data
        listen: 127.0.0.1:15032
        parameters:
          dynamic_shared_memory_type: mmap
          log_directory: /home/sandboxes/demo/pg2
          log_filename: postgres.log
          log_rotation_age: 0
          log_rotation_size: 0
          logging_collector: 'on'
          password_encryption: scram-sha-256
          unix_socket_directories: ''
          wal_retrieve_retry_interval: 500ms
        pg_hba:
        - host all all 127.0.0.1/32 scram-sha-256
        - host replication replicator 127.0.0.1/32 scram-sha-256
        pgpass: /home/sandboxes/demo/pg2/pgpass
      restapi:
        authentication:
          password: s4
          username: patroni
        connect_address: 127.0.0.1:15062
        listen: 127.0.0.1:15062
      scope: demo
      watchdog:
        mode: 'off'
      "
    `);
  });

  it('configures HAProxy', () => {
    expect(haproxyConfig(small)).toMatchInlineSnapshot(`
      "# HAProxy for the PostgreSQL cluster demo: writes go to the leader, reads to the replicas.
      # The agents are asked every 500ms. Predicted: a new leader is used within 500ms of its lock (usually 250ms),
      # a server that stops to answer rightly is left within 1s (usually 750ms).

      global
          maxconn 500
          log stdout format raw local0 notice
          stats socket unix@/home/sandboxes/demo/haproxy/stats.sock mode 600 level admin

      defaults
          mode tcp
          log global
          timeout connect 3s
          timeout client 1h
          timeout server 1h
          timeout check 1s

      listen demo_write
          mode tcp
          bind 127.0.0.1:15000
          option redispatch 1
          option httpchk OPTIONS /primary
          http-check expect status 200
          default-server inter 500ms fastinter 250ms downinter 500ms fall 3 rise 1 observe layer4 error-limit 10 on-error mark-down on-marked-down shutdown-sessions
          server pg1 127.0.0.1:15031 check port 15061
          server pg2 127.0.0.1:15032 check port 15062

      listen demo_read
          mode tcp
          bind 127.0.0.1:15001
          balance leastconn
          option httpchk OPTIONS /replica
          http-check expect status 200
          default-server inter 500ms fastinter 250ms downinter 500ms fall 3 rise 1
          server pg1 127.0.0.1:15031 check port 15061
          server pg2 127.0.0.1:15032 check port 15062
      "
    `);
  });

  it('quotes a path for HAProxy', () => {
    const statsSocket = '/home/a b/$x"y/stats.sock';
    const config = haproxyConfig({ ...small, haproxy: { ...small.haproxy, statsSocket } });
    expect(config).toContain('stats socket "unix@/home/a b/\\$x\\"y/stats.sock" mode 600');
  });

  it('has settings for ctl and patronictl, also for versions before 3.1', () => {
    expect(settingsFile(small)).toMatchInlineSnapshot(`
      "ctl:
        authentication:
          password: s4
          username: patroni
        haproxy:
          demo:
            file: /home/sandboxes/demo/haproxy/haproxy.cfg
            read: 127.0.0.1:15001
            stats: /home/sandboxes/demo/haproxy/stats.sock
            write: 127.0.0.1:15000
      etcd3:
        hosts:
        - 127.0.0.1:15011
        - 127.0.0.1:15012
      namespace: /service/
      postgresql:
        authentication:
          replication:
            password: s2
            username: replicator
          superuser:
            password: s1
            username: postgres
      restapi:
        authentication:
          password: s4
          username: patroni
      scope: demo
      "
    `);
  });

  it('has a password file for libpq', () => {
    expect(passFile(small)).toMatchInlineSnapshot(`
      "127.0.0.1:15000:*:postgres:s1
      127.0.0.1:15001:*:postgres:s1
      127.0.0.1:15031:*:postgres:s1
      127.0.0.1:15032:*:postgres:s1
      "
    `);
  });
});

describe('what is missing', () => {
  it.each([
    [{ id: 'debian', like: [] }, 'apt-get install --no-install-recommends etcd-server haproxy', true],
    [{ id: 'ubuntu', like: ['debian'] }, 'apt-get install --no-install-recommends etcd-server haproxy', true],
    [{ id: 'rocky', like: ['rhel', 'fedora'] }, 'dnf install etcd haproxy', false],
    [{ id: 'opensuse-leap', like: ['suse', 'opensuse'] }, 'zypper install etcd haproxy', false],
    [{ id: 'plan9', like: [] }, null, false],
  ])('is installed on %o', (distribution, command, usesApt) => {
    expect(adviseInstall(distribution, ['etcd', 'haproxy'])).toMatchObject({ command, usesApt });
  });

  it('includes the module for etcd', () => {
    expect(adviseInstall({ id: 'debian', like: [] }, ['patroni', 'python3-etcd']).packages).toEqual([
      'patroni',
      'python3-etcd',
    ]);
  });

  it('is installed by a script that a shell accepts', () => {
    const result = spawnSync('sh', ['-n'], { input: installScript(['haproxy']), encoding: 'utf8' });
    expect(result).toMatchObject({ status: 0, stderr: '' });
  });
});

function fail(): never {
  throw new Error('no such member');
}
