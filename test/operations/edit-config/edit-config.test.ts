import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import type { EditConfigRequest } from '../../../src/operations/edit-config/edit-config-request.js';
import { codesOf, type EditRecipe, type EditWorld, editing } from './editing.js';

describe('editConfig', () => {
  it('writes what was asked for as Patroni stores it, and notes it', async () => {
    const { run, ports, events } = editing();
    const report = await run({
      sets: ['ttl=40', 'slots.a={type: physical}'],
      unattended: true,
      reason: 'why',
    });
    expect(report).toMatchObject({ outcome: 'done', code: null, revision: 40, writtenRevision: 49 });
    expect(ports.configKey.written).toEqual([
      {
        place: { scope: 'demo', group: null },
        text: '{"ttl":40,"loop_wait":10,"slots":{"a":{"type":"physical"}}}',
        revision: 40,
      },
    ]);
    expect(report.changes).toEqual([
      { key: 'ttl', before: 30, after: 40, cut: false },
      { key: 'slots.a.type', before: null, after: 'physical', cut: false },
    ]);
    expect(ports.configJournal.entries).toMatchObject([
      { revision: 49, who: 'anna', host: 'db1', reason: 'why', command: 'edit-config' },
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['sources', 'difference', 'impact', 'written']);
  });

  it('finds nothing to change by the measure of Python', async () => {
    const { run, ports, events } = editing({ config: { ttl: 30, failsafe_mode: true } });
    const report = await run({ sets: ['ttl=30', 'failsafe_mode=1'], unattended: true });
    expect(report).toMatchObject({ outcome: 'done', code: 'not-changed', changes: [], diff: '' });
    expect(ports.configKey.written).toEqual([]);
    expect(events).toEqual([]);
  });

  it('shows a change of type, though it means the same', async () => {
    const report = await editing().run({ sets: ["ttl='30'"], dryRun: true });
    expect(report.diff).toBe("--- \n+++ \n@@ -1,2 +1,2 @@\n loop_wait: 10\n-ttl: 30\n+ttl: '30'\n");
  });

  it('asks, and a no writes nothing', async () => {
    const { failure, ports } = editing({ answers: [['Apply these changes?', false]] });
    const { outcome, problem } = await failure({ sets: ['ttl=40'] });
    expect([outcome, problem.code]).toEqual(['cancelled', 'cancelled']);
    expect(ports.configKey.written).toEqual([]);
  });

  it('asks, and a yes writes', async () => {
    const { run, stored } = editing({ answers: [['Apply these changes?', true]] });
    expect((await run({ sets: ['ttl=40'] })).outcome).toBe('done');
    expect(stored()).toEqual({ ttl: 40, loop_wait: 10 });
  });

  it('writes nothing in a dry run, nor asks', async () => {
    const { run, ports } = editing();
    const report = await run({ sets: ['ttl=40'], dryRun: true });
    expect(report).toMatchObject({ outcome: 'done', dryRun: true, writtenRevision: null });
    expect(ports.configKey.written).toEqual([]);
    expect(ports.configJournal.entries).toEqual([]);
  });

  it('refuses what the checks refuse', async () => {
    const { run, ports } = editing();
    const report = await run({ sets: ['loop_wiat=0', 'ttl=abc'], unattended: true });
    expect(report).toMatchObject({ outcome: 'refused', writtenRevision: null });
    expect(codesOf(report.errors)).toContain('unknown-key');
    expect(report.errors).toHaveLength(2);
    expect(ports.configKey.written).toEqual([]);
  });

  it('lets a named unknown key pass', async () => {
    const { run, stored } = editing();
    const report = await run({ sets: ['my_own=1'], unattended: true, allowUnknown: ['my_own'] });
    expect(report.outcome).toBe('done');
    expect(stored()).toMatchObject({ my_own: 1 });
  });

  it('does not check with --no-check, and says so', async () => {
    const { run, stored } = editing();
    const report = await run({ sets: ['ttl=abc'], unattended: true, checks: false });
    expect(report).toMatchObject({ outcome: 'done', findings: [] });
    expect(codesOf(report.warnings)).toContain('not-checked');
    expect(stored()).toMatchObject({ ttl: 'abc' });
  });

  it('does not mind faults that are there already', async () => {
    const { run } = editing({ config: { ttl: 'abc', loop_wait: 10 } });
    const report = await run({ sets: ['loop_wait=5'], unattended: true });
    expect(report.outcome).toBe('done');
    expect(report.findings.some(({ key, existing }) => key === 'ttl' && existing)).toBe(true);
  });

  it('warns once of a paused cluster', async () => {
    const { run } = editing({ config: { ttl: 30, pause: true } });
    const report = await run({ sets: ['ttl=40'], unattended: true });
    expect(codesOf(report.warnings).filter((code) => code === 'paused')).toEqual(['paused']);
  });

  it('names texts that are left from an editor', async () => {
    const { run, ports, events } = editing();
    ports.workFiles.leftOvers = ['/state/demo-config-1-aa.yaml'];
    const report = await run({ sets: ['ttl=40'], dryRun: true });
    expect(events.filter(({ kind }) => kind === 'warnings')).toHaveLength(1);
    expect(report.warnings[0]).toMatchObject({ code: 'left-over', subject: '/state/demo-config-1-aa.yaml' });
  });

  it('warns if the change cannot be noted', async () => {
    const { run, ports } = editing();
    ports.configJournal.problem = { code: 'dcs-auth', message: 'no', subject: null, next: null };
    const report = await run({ sets: ['ttl=40'], unattended: true });
    expect(report.outcome).toBe('done');
    expect(codesOf(report.warnings)).toEqual(['dcs-auth']);
  });
});

describe('what cannot be edited', () => {
  it.each<[name: string, text: string | null, code: string]>([
    ['no key', null, 'config-missing'],
    ['no object', '[1]', 'config-invalid'],
    ['no JSON', 'ttl: 30', 'config-invalid'],
  ])('%s', async (_, text, code) => {
    const { problem, outcome } = await editing({ text }).failure({ sets: ['ttl=40'], unattended: true });
    expect([outcome, problem.code]).toEqual(['refused', code]);
  });

  it('can be replaced if it is there', async () => {
    const { run, stored } = editing({ text: 'ttl: 30', files: { new: 'ttl: 40' } });
    const report = await run({ replace: 'new', unattended: true });
    expect(codesOf(report.warnings)).toEqual(['config-invalid']);
    expect(stored()).toEqual({ ttl: 40 });
  });

  it('says so in the words of patronictl', async () => {
    const { problem } = await editing({ text: null }).failure({ sets: ['ttl=40'], unattended: true });
    expect(problem.message).toBe('The config key does not exist in the cluster demo');
  });
});

describe('bad input', () => {
  it.each<[name: string, text: string, message: string]>([
    [
      'broken',
      'ttl: [1',
      'bad.yaml: line 1, column 8: flow sequence in block collection must be sufficiently indented and end with a ]; nothing was written',
    ],
    ['empty', '', 'bad.yaml: line 1, column 1: the document is empty; nothing was written'],
    [
      'a list',
      '- 1',
      'bad.yaml: line 1, column 1: settings are expected, such as "ttl: 30", and this is a list; nothing was written',
    ],
    [
      'equal keys',
      'ttl: 1\nttl: 2',
      'bad.yaml: line 2, column 1: the key ttl is here for the second time; nothing was written',
    ],
    [
      'a tab',
      'a:\n\tb: 1',
      'bad.yaml: line 2, column 1: tabs are not allowed as indentation; nothing was written',
    ],
    [
      'a date',
      'ttl: 2020-01-01',
      'bad.yaml: line 1, column 6: a date cannot be stored; in quotes it is text; nothing was written',
    ],
  ])('%s', async (_, text, message) => {
    for (const option of ['apply', 'replace'] as const) {
      const { failure, ports } = editing({ files: { 'bad.yaml': text } });
      const { outcome, problem } = await failure({ [option]: 'bad.yaml', unattended: true });
      expect([outcome, problem.code, problem.message]).toEqual(['usage', 'bad-yaml', message]);
      expect(ports.configKey.written).toEqual([]);
    }
  });

  it.each<[name: string, request: object, code: string]>([
    ['nobody to ask', { sets: ['ttl=40'] }, 'no-answer'],
    ['a document on standard input without --yes', { apply: '-' }, 'no-answer'],
    ['the same for --replace', { replace: '-' }, 'no-answer'],
    ['two of them', { apply: '-', replace: '-', unattended: true }, 'bad-file'],
    ['--no-check without --yes', { sets: ['ttl=40'], checks: false }, 'no-check-needs-yes'],
  ])('%s', async (_, request, code) => {
    const { outcome, problem } = await editing({ files: { '-': 'ttl: 40' } }).failure(request);
    expect([outcome, problem.code]).toEqual(['usage', code]);
  });

  it('reads standard input with --yes', async () => {
    const { run, stored } = editing({ files: { '-': 'ttl: 40' } });
    await run({ apply: '-', unattended: true });
    expect(stored()).toEqual({ ttl: 40, loop_wait: 10 });
  });

  it('applies twice and writes once', async () => {
    const { run, ports } = editing({ files: { 'a.yaml': 'ttl: 40\nslots: {a: {type: physical}}' } });
    expect((await run({ apply: 'a.yaml', unattended: true })).code).toBeNull();
    expect((await run({ apply: 'a.yaml', unattended: true })).code).toBe('not-changed');
    expect(ports.configKey.written).toHaveLength(1);
  });
});

describe('--replace', () => {
  const config = { ttl: 30, pause: true, synchronous_mode: true, slots: { a: { type: 'physical' } } };

  it('refuses to drop what was not named', async () => {
    const { run, ports } = editing({ config, files: { new: 'ttl: 40' } });
    const report = await run({ replace: 'new', unattended: true, drop: ['slots'] });
    expect(report).toMatchObject({ outcome: 'refused', code: 'would-drop' });
    expect(report.errors.map(({ subject, next }) => [subject, next])).toEqual([
      ['pause', '--drop pause'],
      ['synchronous_mode', '--drop synchronous_mode'],
    ]);
    expect(ports.configKey.written).toEqual([]);
  });

  it('refuses to drop a single slot, too', async () => {
    const files = { new: 'pause: true\nsynchronous_mode: true\nslots: {b: {type: physical}}' };
    const report = await editing({ config, files }).run({ replace: 'new', unattended: true });
    expect(report.errors.map(({ subject }) => subject)).toEqual(['slots']);
  });

  it('drops what was named, and what is off', async () => {
    const { run, stored } = editing({
      config: { ...config, synchronous_mode: false },
      files: { new: 'ttl: 40' },
    });
    await run({ replace: 'new', unattended: true, drop: ['slots', 'pause'] });
    expect(stored()).toEqual({ ttl: 40 });
  });

  it('is no matter of -s', async () => {
    const { run, stored } = editing({ config });
    await run({ sets: ['pause=null'], unattended: true });
    expect(stored()).not.toHaveProperty('pause');
  });
});

describe('while others write', () => {
  /** Somebody else writes before the first attempts. */
  const meanwhile = (texts: readonly object[], recipe: Parameters<typeof editing>[0] = {}) => {
    const world = editing(recipe);
    const left = [...texts];
    world.ports.configKey.onWrite = () => {
      const text = left.shift();
      if (text !== undefined) world.ports.configKey.put(JSON.stringify(text));
    };
    return world;
  };

  it('makes the change on top of another one', async () => {
    const { run, stored, events } = meanwhile([
      { ttl: 30, loop_wait: 5 },
      { ttl: 30, loop_wait: 5, retry_timeout: 5 },
    ]);
    const report = await run({ sets: ['ttl=40'], unattended: true });
    expect(report).toMatchObject({ outcome: 'done', mergedWith: ['loop_wait', 'retry_timeout'] });
    expect(stored()).toEqual({ ttl: 40, loop_wait: 5, retry_timeout: 5 });
    expect(report.changes.map(({ key }) => key)).toEqual(['ttl']);
    expect(
      events.map(({ kind }) => kind).filter((kind) => ['difference', 'merged', 'written'].includes(kind)),
    ).toEqual(['difference', 'merged', 'merged', 'written']);
  });

  it('asks again when somebody is there', async () => {
    const { run, stored } = meanwhile([{ ttl: 30, loop_wait: 5 }], {
      answers: [
        ['Apply these changes?', true],
        ['Apply these changes?', true],
      ],
    });
    await run({ sets: ['ttl=40'] });
    expect(stored()).toEqual({ ttl: 40, loop_wait: 5 });
  });

  it('is a conflict if the same key was changed, and the text is kept', async () => {
    const { run, stored, ports } = meanwhile([{ ttl: 50, loop_wait: 10 }]);
    const report = await run({ sets: ['ttl=40', 'loop_wait=5'], unattended: true });
    expect(report).toMatchObject({ outcome: 'conflict', code: 'changed-meanwhile', writtenRevision: null });
    expect(report.errors[0]?.message).toBe(
      'Config modification aborted due to concurrent changes: somebody else has changed ttl meanwhile. ' +
        'Nothing was written.',
    );
    expect(ports.workFiles.files.get(report.kept ?? '')).toBe('loop_wait: 5\nttl: 40\n');
    expect(stored()).toEqual({ ttl: 50, loop_wait: 10 });
  });

  it('is a conflict even if the text cannot be kept', async () => {
    const { run, ports } = meanwhile([{ ttl: 50, loop_wait: 10 }]);
    ports.workFiles.failure = new Failure('usage', 'state-files', 'cannot be written');
    const report = await run({ sets: ['ttl=40'], unattended: true });
    expect(report).toMatchObject({ outcome: 'conflict', kept: null });
    expect(codesOf(report.warnings)).toEqual(['state-files']);
  });

  it('has nothing left to do if the other one has done the same', async () => {
    const { run } = meanwhile([{ ttl: 40, loop_wait: 10 }]);
    expect(await run({ sets: ['ttl=40'], unattended: true })).toMatchObject({
      outcome: 'done',
      code: 'not-changed',
    });
  });

  it('checks the merged configuration anew', async () => {
    const { run } = meanwhile([{ ttl: 30, loop_wait: 10, pause: true }], {
      files: { new: 'ttl: 40\nloop_wait: 10' },
    });
    // What --replace has not seen it does not drop.
    const report = await run({ replace: 'new', unattended: true });
    expect(report).toMatchObject({ outcome: 'done', mergedWith: ['pause'] });
  });

  it('gives up when it is changed again and again', async () => {
    const { run, ports } = editing();
    let value = 0;
    ports.configKey.onWrite = () => {
      value += 1;
      ports.configKey.put(JSON.stringify({ ttl: 30, loop_wait: 10, retry_timeout: value }));
    };
    const report = await run({ sets: ['ttl=40'], unattended: true });
    expect(report.outcome).toBe('conflict');
    expect(value).toBe(200);
  });

  it('does not know if the answer is lost', async () => {
    const { run, ports } = editing();
    const problem = { code: 'dcs-reply-lost', message: 'no answer', subject: 'config', next: null };
    ports.configKey.answer = { kind: 'doubtful', problem };
    const report = await run({ sets: ['ttl=40'], unattended: true });
    expect(report).toMatchObject({ outcome: 'unknown', code: 'dcs-reply-lost', writtenRevision: null });
  });
});

describe('the editor', () => {
  it('gets the configuration, and its text is removed', async () => {
    const { run, edited, stored, ports } = editing({ edits: [(text) => text.replace('ttl: 30', 'ttl: 40')] });
    expect((await run({ unattended: true })).outcome).toBe('done');
    expect(edited).toEqual(['loop_wait: 10\nttl: 30\n']);
    expect(stored()).toEqual({ loop_wait: 10, ttl: 40 });
    expect(ports.workFiles.files.size).toBe(0);
  });

  it('opens again with what is wrong, until it is right', async () => {
    const { run, edited, stored } = editing({
      answers: [['Apply these changes?', true]],
      edits: [
        (text) => `${text}a: [1\n`,
        (text) => text.replace('a: [1', 'loop_wiat: 5'),
        (text) => text.replace('loop_wiat: 5\n', 'retry_timeout: 8\n'),
      ],
    });
    await run();
    expect(edited[1]?.split('\n')).toEqual([
      '#! This cannot be stored:',
      expect.stringMatching(/^#! {3}line 7, column 1: /),
      '#! Mend it, or leave it as it is to give up.',
      'loop_wait: 10',
      'ttl: 30',
      'a: [1',
      '',
    ]);
    expect(edited[2]).toContain('#!   loop_wiat: ');
    expect(edited[2]?.match(/This cannot be stored/g)).toHaveLength(1);
    expect(stored()).toEqual({ loop_wait: 10, ttl: 30, retry_timeout: 8 });
  });

  it('is left as it was to give up; the text is kept', async () => {
    const { failure, ports } = editing({ present: true, edits: [() => 'a: [1\n', (text) => text] });
    const { outcome, problem } = await failure();
    expect([outcome, problem.code]).toEqual(['usage', 'bad-yaml']);
    expect([...ports.workFiles.files]).toEqual([['/state/demo-kept-1-2.yaml', 'a: [1\n']]);
  });

  it('is refused when its faults are left as they were', async () => {
    const { run, ports } = editing({ present: true, edits: [(text) => `${text}ttl2: 5\n`, (text) => text] });
    const report = await run();
    expect(report.outcome).toBe('refused');
    expect([...ports.workFiles.files.keys()]).toEqual([report.kept]);
  });

  it('is opened once without anybody there', async () => {
    const { failure } = editing({ edits: [() => '- 1\n'] });
    expect((await failure({ unattended: true })).problem.code).toBe('bad-yaml');
  });

  it('does not go on for ever with a script', async () => {
    let rounds = 0;
    const grow = (text: string): string => {
      rounds += 1;
      return `${text}a: [${rounds}\n`;
    };
    const { failure } = editing({ present: true, edits: Array.from({ length: 50 }, () => grow) });
    expect((await failure()).problem.code).toBe('bad-yaml');
    expect(rounds).toBe(50);
  });

  it('changes nothing if nothing was changed', async () => {
    const { run } = editing({ present: true, edits: [(text) => text] });
    expect((await run()).code).toBe('not-changed');
  });

  it('keeps the text of a conflict, as it was typed', async () => {
    const { run, ports } = editing({ edits: [(text) => `# mine\n${text.replace('30', '40')}`] });
    ports.configKey.onWrite = () => {
      ports.configKey.put(JSON.stringify({ ttl: 50, loop_wait: 10 }));
      ports.configKey.onWrite = () => {};
    };
    const report = await run({ unattended: true });
    expect(report.outcome).toBe('conflict');
    expect([...ports.workFiles.files]).toEqual([[report.kept, '# mine\nloop_wait: 10\nttl: 40\n']]);
  });
});

/** What keeps a change from being stored, and how it ends. */
const LOSSES: readonly (readonly [string, string, (world: EditWorld) => void])[] = [
  [
    'etcd is silent at the write',
    'unreachable',
    ({ ports }) => {
      ports.configKey.onWrite = () => {
        throw new Failure('unreachable', 'dcs-unreachable', 'no etcd endpoint answered.');
      };
    },
  ],
  [
    'etcd refuses the write',
    'unreachable',
    ({ ports }) => {
      ports.configKey.onWrite = () => {
        const part = { code: 'dcs-refused', message: 'no space', subject: '10.0.0.1:2379', next: null };
        throw new Failure('unreachable', 'dcs-refused', 'etcd refused the request.', { parts: [part] });
      };
    },
  ],
  [
    'the answer is lost',
    'unknown',
    ({ ports }) => {
      const problem = { code: 'dcs-reply-lost', message: 'no answer', subject: 'config', next: null };
      ports.configKey.answer = { kind: 'doubtful', problem };
    },
  ],
  [
    'somebody else has changed the same key',
    'conflict',
    ({ ports }) => {
      ports.configKey.onWrite = () => {
        ports.configKey.put(JSON.stringify({ ttl: 50, loop_wait: 10 }));
        ports.configKey.onWrite = () => {};
      };
    },
  ],
  [
    'it is interrupted meanwhile',
    'cancelled',
    ({ ports }) => {
      ports.configKey.onWrite = () => {
        ports.configKey.put(JSON.stringify({ ttl: 50, loop_wait: 10 }));
        ports.interruption.interrupt();
      };
    },
  ],
];

/** How a change is typed, and what is kept of it. */
const TYPED: readonly (readonly [string, EditRecipe, Partial<EditConfigRequest>, string])[] = [
  [
    'in the editor',
    { edits: [(text) => `# mine\n${text.replace('30', '40')}`] },
    {},
    '# mine\nloop_wait: 10\nttl: 40\n',
  ],
  ['by -s', {}, { sets: ['ttl=40'] }, 'loop_wait: 10\nttl: 40\n'],
  [
    'by -p',
    {},
    { sets: ['ttl=40'], parameters: ['work_mem=8MB'] },
    'loop_wait: 10\npostgresql:\n  parameters:\n    work_mem: 8MB\nttl: 40\n',
  ],
  ['by --apply -', { files: { '-': '# mine\nttl: 40\n' } }, { apply: '-' }, '# mine\nttl: 40\n'],
  [
    'by --replace -',
    { files: { '-': '# mine\nttl: 40\nloop_wait: 10\n' } },
    { replace: '-' },
    '# mine\nttl: 40\nloop_wait: 10\n',
  ],
  ['by --apply FILE', { files: { new: 'ttl: 40\n' } }, { apply: 'new' }, 'loop_wait: 10\nttl: 40\n'],
];

describe('what was typed', () => {
  describe.each(TYPED)('%s', (_, recipe, request, text) => {
    it.each(LOSSES)('is kept if %s', async (__, outcome, spoil) => {
      const world = editing(recipe);
      spoil(world);
      const report = await world.run({ ...request, unattended: true });
      expect(report).toMatchObject({ outcome, writtenRevision: null, warnings: [] });
      expect([...world.ports.workFiles.files]).toEqual([[report.kept, text]]);
    });

    it('leaves nothing behind if it is stored', async () => {
      const world = editing(recipe);
      expect(await world.run({ ...request, unattended: true })).toMatchObject({
        outcome: 'done',
        kept: null,
      });
      expect(world.ports.workFiles.files.size).toBe(0);
    });

    it('leaves nothing behind in a dry run', async () => {
      const world = editing(recipe);
      expect(await world.run({ ...request, dryRun: true })).toMatchObject({ outcome: 'done', kept: null });
      expect(world.ports.workFiles.files.size).toBe(0);
    });
  });

  it.each<[string, EditRecipe, Partial<EditConfigRequest>, string]>([
    ['it cannot be read', { files: { '-': 'a: [1\n' } }, {}, 'usage'],
    ['there is no such cluster', {}, { scope: 'other' }, 'not-found'],
    ['there is no configuration', { text: null }, {}, 'refused'],
  ])('on standard input is kept if %s', async (_, recipe, request, outcome) => {
    const { failure, ports } = editing({ files: { '-': 'ttl: 40\n' }, ...recipe });
    const failed = await failure({ apply: '-', unattended: true, ...request });
    expect(failed.outcome).toBe(outcome);
    const [[path = '', text] = []] = [...ports.workFiles.files];
    expect(failed.parts.at(-1)).toMatchObject({ code: 'text-kept', message: `Your text is kept in ${path}` });
    expect(text).toBe(recipe.files?.['-'] ?? 'ttl: 40\n');
  });

  it('on standard input is kept if the checks refuse it', async () => {
    const { run, ports } = editing({ files: { '-': 'ttl: abc\n' } });
    const report = await run({ apply: '-', unattended: true });
    expect(report.outcome).toBe('refused');
    expect([...ports.workFiles.files]).toEqual([[report.kept, 'ttl: abc\n']]);
  });

  it.each([
    ['the terminal is gone', 'cancelled', () => new Failure('cancelled', 'cancelled', 'Aborted!')],
    ['nobody answers', 'usage', () => new Failure('usage', 'no-answer', 'at its end')],
  ])('in the editor is kept if %s at the question', async (_, outcome, thrown) => {
    const { failure, ports } = editing({ present: true, edits: [(text) => text.replace('30', '40')] });
    ports.questions.confirm = async () => {
      throw thrown();
    };
    expect((await failure()).outcome).toBe(outcome);
    expect([...ports.workFiles.files.values()]).toEqual(['loop_wait: 10\nttl: 40\n']);
  });

  it('is not wanted any more after a no', async () => {
    const { failure, ports } = editing({
      answers: [['Apply these changes?', false]],
      edits: [(text) => text.replace('30', '40')],
    });
    expect((await failure()).outcome).toBe('cancelled');
    expect(ports.workFiles.files.size).toBe(0);
  });

  it('is nothing if the editor has changed nothing before it failed', async () => {
    const { ports, run } = editing({ present: true });
    await expect(run()).rejects.toThrow('an editor that nobody expects');
    expect(ports.workFiles.files.size).toBe(0);
  });
});
