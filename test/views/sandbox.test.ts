import { describe, expect, it } from 'vitest';
import { hint } from '../../src/formats/hint.js';
import type { BreakReport } from '../../src/operations/sandbox/break.js';
import type { SandboxStatusReport } from '../../src/operations/sandbox/status.js';
import type { UpReport } from '../../src/operations/sandbox/up.js';
import type { Screen } from '../../src/views/parts/screen.js';
import { sandboxEnvView, sandboxLogsView } from '../../src/views/sandbox/env.js';
import { sandboxStatusView } from '../../src/views/sandbox/status.js';
import {
  sandboxBreakView,
  sandboxDownView,
  sandboxMendView,
  sandboxStepView,
  sandboxUpView,
} from '../../src/views/sandbox/up.js';

const done = { outcome: 'done', code: null, warnings: [], errors: [] } as const;
const wide: Screen = { isTerminal: false, columns: Number.POSITIVE_INFINITY, color: false, unicode: true };
const narrow: Screen = { ...wide, isTerminal: true, columns: 60 };

describe('up', () => {
  const report: UpReport = {
    ...done,
    name: 'demo',
    directory: '/s/demo',
    settingsFile: '/s/demo/patronictl.yml',
    started: ['e1'],
    thawed: [],
    leader: 'pg1',
    etcd: [],
    members: [],
    haproxy: { writeAddress: '', readAddress: '', statsSocket: '' },
    programs: [],
    steps: [],
    next: [
      hint`ctl list`,
      hint`psql "$(ctl sandbox env --dsn)"`,
      hint`ctl sandbox break pg1`,
      hint`ctl sandbox down`,
    ],
  };

  it('says what to try', () => {
    expect(sandboxUpView(report, wide)).toMatchInlineSnapshot(`
      "Running. Try: ctl list    psql "$(ctl sandbox env --dsn)"    ctl sandbox break pg1    ctl sandbox down
      "
    `);
    expect(sandboxUpView({ ...report, code: 'already-running' }, narrow)).toMatchInlineSnapshot(`
      "Already running. Try: ctl list
        psql "$(ctl sandbox env --dsn)"    ctl sandbox break pg1
        ctl sandbox down
      "
    `);
  });

  it('shows its steps in columns', () => {
    const steps = [
      { server: 'etcd', what: '3 members', state: 'ready', elapsedMs: 1234 },
      { server: 'patroni', what: 'pg1', state: 'leader', elapsedMs: 6900 },
      { server: 'patroni', what: 'pg2, pg3', state: 'streaming', elapsedMs: 12_345 },
      { server: 'haproxy', what: 'writer :15000, reader :15001', state: 'routing', elapsedMs: 300 },
    ];
    expect(steps.map((step) => `${sandboxStepView(step, true)}\n`).join('')).toMatchInlineSnapshot(`
      "  etcd        3 members   ready      1.2 s
        patroni     pg1         leader     6.9 s
        patroni     pg2, pg3    streaming  12 s
        haproxy     writer :15000, reader :15001  routing    0.3 s
      "
    `);
  });

  it('fits the running step into the line', () => {
    const step = {
      server: 'haproxy',
      what: 'writer :15000, reader :15001',
      state: 'routing',
      elapsedMs: 300,
    };
    expect(sandboxStepView(step, false, 30)).toHaveLength(29);
  });
});

describe('status', () => {
  const component = {
    name: 'pg1.agent',
    kind: 'agent',
    address: '127.0.0.1:15061',
    pid: 12_345,
    version: '4.1.5',
  } as const;
  const report: SandboxStatusReport = {
    ...done,
    name: 'demo',
    directory: '/s/demo',
    settingsFile: '/s/demo/patronictl.yml',
    state: 'partly',
    sandboxes: null,
    components: [
      { ...component, state: 'running' },
      { ...component, name: 'pg1.postgres', kind: 'postgres', state: 'stopped', pid: null, version: '15.18' },
    ],
  };

  it('is a table', () => {
    expect(sandboxStatusView(report, wide)).toMatchInlineSnapshot(`
      "Sandbox demo: partly (/s/demo)
      component     state    address          pid    version  kind
      pg1.agent     running  127.0.0.1:15061  12345  4.1.5    agent
      pg1.postgres  stopped  127.0.0.1:15061  -      15.18    postgres
      "
    `);
  });

  it('drops columns that do not fit', () => {
    const text = sandboxStatusView(report, narrow);
    expect(text).toMatchInlineSnapshot(`
      "Sandbox demo: partly (/s/demo)
      component     state    address          pid    version
      pg1.agent     running  127.0.0.1:15061  12345  4.1.5
      pg1.postgres  stopped  127.0.0.1:15061  -      15.18
      "
    `);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('break and mend', () => {
  const report: BreakReport = {
    ...done,
    name: 'demo',
    component: 'pg1',
    how: 'kill',
    hit: ['pg1.agent', 'pg1.postgres'],
    parts: [],
    comesBack: false,
    next: hint`ctl sandbox mend pg1`,
  };

  it('says what happened and how it comes back', () => {
    const one = { ...report, component: 'e1', hit: ['e1'], next: hint`ctl sandbox mend e1` };
    expect(
      [
        sandboxBreakView(report),
        sandboxBreakView({ ...one, how: 'freeze' }),
        sandboxBreakView({ ...one, how: 'kill', code: 'already-so', hit: [] }),
        sandboxBreakView({ ...report, component: 'pg1.postgres', hit: ['pg1.postgres'], comesBack: true }),
      ].join(''),
    ).toMatchInlineSnapshot(`
      "pg1 is killed (pg1.agent, pg1.postgres). Back with: ctl sandbox mend pg1
      e1 is frozen. Back with: ctl sandbox mend e1
      e1 is already stopped. Back with: ctl sandbox mend e1
      pg1.postgres is killed. Its agent will start it again.
      "
    `);
  });

  it('says what was mended', () => {
    const healthy = ['e1', 'pg1'];
    const mended = [{ component: 'e1', did: 'thawed' } as const];
    expect(sandboxMendView({ ...done, name: 'demo', mended, healthy })).toBe(
      'e1 thawed\nHealthy: e1, pg1.\n',
    );
    expect(sandboxMendView({ ...done, name: 'demo', mended: [], healthy })).toBe(
      'Nothing to mend in sandbox demo: e1, pg1 healthy.\n',
    );
  });
});

describe('down', () => {
  const report = {
    ...done,
    name: 'demo',
    directory: '/s/demo',
    stopped: ['pg1', 'e1'],
    killed: [],
    destroyed: false,
  };

  it('says what is left', () => {
    expect(sandboxDownView(report)).toBe('Sandbox demo is stopped (pg1, e1); its data is kept.\n');
    expect(sandboxDownView({ ...report, killed: ['e1'] })).toContain(
      'Did not end in time and were killed: e1.\n',
    );
    expect(sandboxDownView({ ...report, destroyed: true })).toBe(
      'Sandbox demo is removed, with all its data (pg1, e1).\n',
    );
    expect(sandboxDownView({ ...report, stopped: [], code: 'already-stopped' })).toBe(
      'Sandbox demo is already stopped; its data is in /s/demo.\n',
    );
  });
});

it('env quotes for the shell', () => {
  const variables = { PGPORT: '15000', PGPASSFILE: "/home/it's mine/pgpass" };
  expect(sandboxEnvView({ ...done, name: 'demo', variables, dsn: '' })).toBe(
    "export PGPORT=15000\nexport PGPASSFILE='/home/it'\\''s mine/pgpass'\n",
  );
});

describe('logs', () => {
  const lines = [{ component: 'e1', text: 'a\u001b[31m\tb' }];
  const one = { ...done, name: 'demo', files: [{ component: 'e1', path: '' }], lines };
  const two = { ...one, files: [...one.files, { component: 'haproxy', path: '' }] };

  it('are shown as they are in a pipe, harmless on a terminal', () => {
    expect(sandboxLogsView(one, wide)).toBe('a\u001b[31m\tb\n');
    expect(sandboxLogsView(one, narrow)).toBe('a\\x1b[31m    b\n');
  });

  it('name their component if there are several', () => {
    expect(sandboxLogsView(two, narrow)).toBe('e1       a\\x1b[31m    b\n');
  });
});
