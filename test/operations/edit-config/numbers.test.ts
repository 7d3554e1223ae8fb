import { describe, expect, it } from 'vitest';
import { dumpPyYaml } from '../../../src/formats/pyyaml-dump.js';
import { documentOf } from '../../../src/operations/config/config-diff.js';
import { NUMBER_TOKENS } from '../../support/numbers.js';
import { type EditRecipe, editing } from './editing.js';

/** A document in which a number stands wherever one can stand. */
function documentWith(token: string, ttl = 30): string {
  return `{"ttl":${ttl},"loop_wait":10,"my_own":${token},"postgresql":{"parameters":{"a.b":${token}}},"my_list":[1,${token},{"x":${token}}]}`;
}

const FREE = { unattended: true, checks: false };
/** More than one change in the editor. */
const EDITS = [(text: string) => text.replace('ttl: 30', 'ttl: 40')];

/** As another tool writes it while the change is under way. */
const others = (token: string): string => documentWith(token).replace('"loop_wait":10', '"loop_wait":5');

async function storedAfter(
  text: string,
  recipe: EditRecipe,
  request: Parameters<ReturnType<typeof editing>['run']>[0],
): Promise<string | undefined> {
  const world = editing({ text, ...recipe });
  const report = await world.run({ ...FREE, ...request });
  expect(report.outcome).toBe('done');
  return world.ports.configKey.written.at(-1)?.text;
}

describe.each(NUMBER_TOKENS)('the number %s, which nobody touches,', (token) => {
  const text = documentWith(token);
  const shown = dumpPyYaml(documentOf(text) ?? {});

  it('stays through every way of changing something else', async () => {
    const wanted = documentWith(token, 40);
    const files = (document: string) => ({ files: { 'x.yaml': document } });
    expect(await storedAfter(text, {}, { sets: ['ttl=40'] })).toBe(wanted);
    expect(await storedAfter(text, { edits: EDITS }, {})).toBe(wanted);
    expect(await storedAfter(text, files('ttl: 40'), { apply: 'x.yaml' })).toBe(wanted);
    const replaced = await storedAfter(text, files(shown.replace('ttl: 30', 'ttl: 40')), {
      replace: 'x.yaml',
    });
    expect(replaced).toBe(wanted);
  });

  it('is nothing to write if it is typed as it is shown', async () => {
    const world = editing({ text, files: { 'x.yaml': shown }, edits: [(same) => same] });
    for (const request of [{ apply: 'x.yaml' }, { replace: 'x.yaml' }, {}]) {
      expect(await world.run({ ...FREE, ...request })).toMatchObject({ code: 'not-changed', diff: '' });
    }
    expect(world.ports.configKey.written).toEqual([]);
  });

  it('stays in what somebody else has changed meanwhile', async () => {
    const world = editing({ text });
    let isFirst = true;
    world.ports.configKey.onWrite = () => {
      if (isFirst) world.ports.configKey.put(others(token));
      isFirst = false;
    };
    const report = await world.run({ ...FREE, sets: ['ttl=40'] });
    expect(report.mergedWith).toEqual(['loop_wait']);
    expect(world.ports.configKey.written.at(-1)?.text).toBe(others(token).replace('"ttl":30', '"ttl":40'));
  });
});

describe('an edit of the number itself', () => {
  it.each<[stored: string, typed: string, written: string | null]>([
    ['1e3', '1000.0', null],
    ['0.10', '0.1', null],
    ['-0', '0', null],
    // Python's ==, by which patronictl finds that nothing has changed.
    ['30', '30.0', null],
    ['1', 'true', null],
    ['1e3', '2000.0', '2000.0'],
    ['1', '1.50', '1.5'],
    ['9223372036854775807', '9223372036854775806', '9223372036854775806'],
    ['1.0', '9007199254740993', '9007199254740993'],
    ['0.5', '0x7FFFFFFFFFFFFFFF', '9223372036854775807'],
    ['1', '-9_223_372_036_854_775_808', '-9223372036854775808'],
    ['1', "'1'", '"1"'],
    ['1.0', '1.0e+16', '1e+16'],
  ])('from %s by typing %s', async (stored, typed, written) => {
    const world = editing({ text: `{"my_own":${stored}}` });
    const report = await world.run({ ...FREE, sets: [`my_own=${typed}`] });
    expect(report.code).toBe(written === null ? 'not-changed' : null);
    expect(world.ports.configKey.text).toBe(`{"my_own":${written ?? stored}}`);
  });

  it.each<[list: string, edit: (shown: string) => string, written: string]>([
    ['[0.10,1e3,2]', (shown) => shown.replace('- 0.1\n', ''), '[1e3,2]'],
    ['[0.10,1e3,2]', (shown) => shown.replace('- 0.1\n', '- 5\n- 0.1\n'), '[5,0.10,1e3,2]'],
    ['[0.10,1e3,2]', (shown) => shown.replace('- 2\n', '- 1000.0\n'), '[0.10,1e3,1e3]'],
    [
      '[{"x":1E400},{"y":-0}]',
      (shown) => shown.replace('y: 0', 'y: 0\n  z: 1'),
      '[{"x":1E400},{"y":-0,"z":1}]',
    ],
  ])('of the list %s keeps the others', async (list, edit, written) => {
    const world = editing({ text: `{"my_own":${list}}`, edits: [edit] });
    await world.run(FREE);
    expect(world.ports.configKey.text).toBe(`{"my_own":${written}}`);
  });
});

describe('numbers that are checked', () => {
  it.each<[setting: string, code: string | null]>([
    ['maximum_lag_on_failover=9223372036854775807', null],
    ['maximum_lag_on_failover=99999999999999999999999999', null],
    ['maximum_lag_on_failover=1e400', 'wrong-type'],
    ['maximum_lag_on_failover=.inf', 'wrong-type'],
    ['maximum_lag_on_failover=-9223372036854775807', null],
    ['max_timelines_history=-9223372036854775807', 'out-of-range'],
    ['maximum_lag_on_syncnode=-9223372036854775807', null],
    ['loop_wait=1.0', null],
    ['ttl=.nan', 'wrong-type'],
    ['postgresql.parameters.seq_page_cost=1.7976931348623157e+308', null],
    ['postgresql.parameters.work_mem=2147483647', null],
    ['postgresql.parameters.work_mem=2147483648', 'out-of-range'],
    ['postgresql.parameters.application_name=.inf', 'wrong-type'],
  ])('%s', async (setting, code) => {
    const report = await editing().run({ sets: [setting], dryRun: true });
    expect(report.errors.map((error) => error.code)).toEqual(code === null ? [] : [code]);
  });

  it('names all digits', async () => {
    const report = await editing().run({
      sets: ['maximum_lag_on_failover=-9223372036854775808'],
      dryRun: true,
    });
    expect(report.warnings[0]?.message).toContain('is -9223372036854775808: nobody takes over by itself');
    const unit = await editing().run({ sets: ['maximum_lag_on_failover=8388608TB'], dryRun: true });
    expect(unit.errors[0]?.next).toBe('write 9223372036854775808');
  });
});
