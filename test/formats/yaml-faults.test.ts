import { describe, expect, it } from 'vitest';
import { findYamlFaults } from '../../src/formats/yaml-faults.js';

const places = (text: string, kind: 'document' | 'value' = 'document') =>
  findYamlFaults(text, kind).map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('findYamlFaults', () => {
  it.each<[name: string, text: string, faults: readonly string[]]>([
    ['a mapping', 'ttl: 30\nslots:\n  a: {type: physical}\n', []],
    ['YAML 1.1 scalars', 'a: on\nb: 010\nc: 1_000\nd: ~\ne: 1:30\n', []],
    ['quoted dates', "a: '2020-01-01'\n", []],
    ['anchors and merge keys', 'a: &x {b: 1}\nc: *x\nd: {<<: *x}\n', []],
    ['tags of plain types', 'a: !!str 5\n', []],
    ['an empty file', '', ['1:1 the document is empty']],
    ['comments only', '# nothing\n', ['1:1 the document is empty']],
    ['null', 'null\n', ['1:1 the document is empty']],
    ['a list', '- ttl\n- 30\n', ['1:1 settings are expected, such as "ttl: 30", and this is a list']],
    ['a scalar', 'ttl\n', ['1:1 settings are expected, such as "ttl: 30", and this is a single value']],
    [
      'broken flow',
      'ttl: 30\na: [1, 2\n',
      ['3:1 flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['a tab', 'postgresql:\n\tuse_slots: true\n', ['2:1 tabs are not allowed as indentation']],
    ['equal keys', 'ttl: 30\nloop_wait: 10\nttl: 40\n', ['3:1 the key ttl is here for the second time']],
    ['equal keys below', 'a:\n  b: 1\n  b: 2\n', ['3:3 the key b is here for the second time']],
    ['a date', 'a: 1\nb: 2020-01-01\n', ['2:4 a date cannot be stored; in quotes it is text']],
    ['a time', 'a: 2020-01-01 10:00:00\n', ['1:4 a date cannot be stored; in quotes it is text']],
    ['an unknown tag', 'a: !secret x\n', ['1:12 a tag that has no place in a configuration']],
    ['binary data', 'a: !!binary aGVsbG8=\n', ['1:13 a tag that has no place in a configuration']],
    ['two documents', 'a: 1\n---\nb: 2\n', ['2:1 source contains multiple documents']],
    ['an anchor that is not there', 'a: *x\n', ['1:4 this refers to an anchor that is not there']],
    ['keys that are no text', 'null: 1\n', ['1:1 a key has to be text']],
    ['a control character', 'a: x\u0000y\n', ['1:5 a control character']],
  ])('%s', (_, text, faults) => {
    expect(places(text)).toEqual(faults);
  });

  it('takes anything that is a value', () => {
    expect(['', '20', '[a, b]', '{type: physical}', 'on'].flatMap((text) => places(text, 'value'))).toEqual(
      [],
    );
    expect(places('[1', 'value')).toEqual(['1:3 flow sequence must end with a ]']);
  });

  it('does not read what is far too long', () => {
    const start = performance.now();
    const [fault] = findYamlFaults('ttl: 30\n'.repeat(1_250_000), 'document');
    expect(fault).toEqual({
      line: 131_073,
      column: 1,
      message: 'the text goes on here, to 10.0 MB; a configuration has at most 1 MB',
    });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('survives what is nested without end', () => {
    expect(places('['.repeat(50_000))).toEqual(['1:101 it is nested too deeply']);
    expect(places(`a: ${'- '.repeat(50_000)}`)).toEqual(['1:2 it is nested too deeply']);
    const steps = Array.from({ length: 1300 }, (_, depth) => `${' '.repeat(depth)}a:`);
    expect(places(steps.join('\n'))).toEqual(['301:1 it is nested too deeply']);
  });

  it('keeps what may be a secret out of its sentences', () => {
    expect(JSON.stringify(findYamlFaults('password: *hunter2\n', 'document'))).not.toContain('hunter2');
  });
});
