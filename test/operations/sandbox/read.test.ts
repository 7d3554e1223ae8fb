import { describe, expect, it } from 'vitest';
import { readEnv } from '../../../src/operations/sandbox/env.js';
import { followLogs, readLogs } from '../../../src/operations/sandbox/logs.js';
import { runningSandboxes } from '../../../src/operations/sandbox/running.js';
import { aSandbox, FakeMachine, failureOf } from './fake-machine.js';

describe('env', () => {
  it('names files instead of passwords', async () => {
    const report = await readEnv('demo', new FakeMachine().run(aSandbox()));
    expect(report.variables).toEqual({
      PATRONICTL_CONFIG_FILE: '/home/sandboxes/demo/patronictl.yml',
      PGHOST: '127.0.0.1',
      PGPORT: '15000',
      PGUSER: 'postgres',
      PGDATABASE: 'postgres',
      PGPASSFILE: '/home/sandboxes/demo/pgpass',
    });
    expect(report.dsn).toBe(
      'postgresql://postgres@127.0.0.1:15000/postgres?passfile=%2Fhome%2Fsandboxes%2Fdemo%2Fpgpass',
    );
  });

  it('does not find an unknown sandbox', async () => {
    const failure = await failureOf(readEnv('demo', new FakeMachine()));
    expect(failure).toMatchObject({ outcome: 'not-found', problem: { next: 'ctl sandbox up demo' } });
  });
});

describe('logs', () => {
  const machine = new FakeMachine().run(aSandbox());

  it('has two for a member, one for each part, all without a component', async () => {
    const componentsOf = async (component: string | null) => {
      const { lines } = await readLogs({ name: 'demo', component, lines: 20 }, machine);
      return lines.map((line) => line.component);
    };
    expect(await componentsOf('pg1')).toEqual(['pg1.agent', 'pg1.postgres']);
    expect(await componentsOf('pg1.postgres')).toEqual(['pg1.postgres']);
    expect(await componentsOf('e2')).toEqual(['e2']);
    expect(await componentsOf(null)).toHaveLength(3 + 2 * 3 + 1);
  });

  it('goes on with new lines', async () => {
    const seen: string[] = [];
    for await (const { lines } of followLogs({ name: 'demo', component: 'e1', lines: 1 }, machine)) {
      seen.push(...lines.map(({ component, text }) => `${component}: ${text}`));
    }
    expect(seen).toEqual(['e1: last line of e1/etcd.log', 'e1: new line']);
  });
});

describe('the running sandboxes', () => {
  it('are those with a living member of etcd', async () => {
    const living = new Set(['/s/a/e2']);
    const running = await runningSandboxes({
      store: {
        names: async () => ['a', 'b'],
        directoryOf: (name) => `/s/${name}`,
        etcdComponentsOf: async () => ['e1', 'e2'],
      },
      processes: { lives: async (directory, component) => living.has(`${directory}/${component}`) },
    });
    expect(running).toEqual([{ name: 'a', settingsFile: '/s/a/patronictl.yml' }]);
  });
});
