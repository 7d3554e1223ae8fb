import { expect, it } from 'vitest';
import { attributeProcesses, MARKER } from '../../../src/adapters/system/attribute-processes.js';
import type { ProcessFacts } from '../../../src/adapters/system/proc.js';

const DIRECTORY = '/s/demo';

function aProcess(pid: number, change: Partial<ProcessFacts> = {}): ProcessFacts {
  return {
    pid,
    state: 'S',
    parent: 1,
    startTime: `${pid}0`,
    uid: 100,
    argv: ['program'],
    environment: [],
    cwd: '/',
    executable: '/usr/bin/program',
    ...change,
  };
}

const marked = (component: string) => [`PATH=/bin`, `${MARKER}=${DIRECTORY}/${component}`];

function placesOf(
  processes: readonly ProcessFacts[],
  recorded: Parameters<typeof attributeProcesses>[1] = [],
) {
  return attributeProcesses(DIRECTORY, recorded, processes).map(
    ({ pid, component, isPostgres }) => `${pid} ${component}${isPostgres ? '.postgres' : ''}`,
  );
}

it('knows a recorded server, but not another process with its number', () => {
  const recorded = [{ component: 'e1', pid: 10, startTime: '100' }];
  expect(placesOf([aProcess(10)], recorded)).toEqual(['10 e1']);
  expect(placesOf([aProcess(10, { startTime: '999' })], recorded)).toEqual([]);
});

it('knows a server by its mark, and its children by their parent', () => {
  const processes = [
    aProcess(20, { environment: marked('pg1') }),
    aProcess(21, { parent: 20, argv: ['pg_basebackup'] }),
    aProcess(22, { parent: 21 }),
    aProcess(23),
  ];
  expect(placesOf(processes)).toEqual(['20 pg1', '21 pg1', '22 pg1']);
});

it('tells the PostgreSQL of a member from its agent', () => {
  const postgres = '/usr/lib/postgresql/15/bin/postgres';
  const processes = [
    aProcess(30, { environment: marked('pg1'), argv: ['python3', 'patroni'] }),
    aProcess(31, { environment: marked('pg1'), argv: [postgres, '-D', `${DIRECTORY}/pg1/data`] }),
    aProcess(32, { parent: 31, argv: ['postgres: demo: checkpointer '], executable: postgres }),
    aProcess(33, { parent: 32, argv: ['sh', '-c', 'archive'] }),
  ];
  expect(placesOf(processes)).toEqual(['30 pg1', '31 pg1.postgres', '32 pg1.postgres', '33 pg1.postgres']);
});

it('knows an orphaned PostgreSQL by its data directory, whoever started it', () => {
  const postgres = '/usr/lib/postgresql/15/bin/postgres';
  const processes = [
    aProcess(40, { argv: [postgres, '-D', `${DIRECTORY}/pg2/data`], executable: null }),
    aProcess(41, {
      argv: ['postgres: demo: walwriter '],
      cwd: `${DIRECTORY}/pg3/data`,
      executable: postgres,
    }),
    aProcess(42, { argv: [postgres, '-D', '/var/lib/postgresql/15/main'], executable: postgres }),
    aProcess(43, { argv: [postgres, '-D', `${DIRECTORY}2/pg2/data`], executable: postgres }),
  ];
  expect(placesOf(processes)).toEqual(['40 pg2.postgres', '41 pg3.postgres']);
});

it('leaves alone what only looks at the directory', () => {
  const processes = [
    aProcess(50, { argv: ['bash'], cwd: `${DIRECTORY}/pg1/data`, executable: '/bin/bash' }),
    aProcess(51, { argv: ['tail', '-f', `${DIRECTORY}/pg1/patroni.log`] }),
    aProcess(52, { environment: [`${MARKER}=/s/demo2/pg1`] }),
  ];
  expect(placesOf(processes)).toEqual([]);
});

it('sees what is frozen', () => {
  const [process] = attributeProcesses(
    DIRECTORY,
    [],
    [aProcess(60, { environment: marked('e1'), state: 'T' })],
  );
  expect(process).toMatchObject({ component: 'e1', frozen: true });
});
