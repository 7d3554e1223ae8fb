import { expect, it } from 'vitest';
import { fillCommand } from '../../src/formats/command-words.js';

const places = { member: 'pg1', host: '10.0.0.1', port: '5432' };

it.each([
  ['ssh {host} patch {member}', 'ssh 10.0.0.1 patch pg1'],
  ["ssh {host} 'echo {member}:{port}'", "ssh 10.0.0.1 'echo pg1:5432'"],
  ["awk '{print $1}' {other}", "awk '{print $1}' {other}"],
  ['{constructor}', '{constructor}'],
])('%s', (template, command) => {
  expect(fillCommand(template, places)).toEqual({ command });
});

it.each(['$(reboot)', "a'b", 'a b', '-rf', '', 'a\nb'])('does not take %j for a name', (member) => {
  const filled = fillCommand('do {member}', { ...places, member });
  expect(filled).toEqual({
    error: `{member} would be ${JSON.stringify(member)}, which is not safe within a command`,
  });
  expect(fillCommand('do something', { ...places, member })).toEqual({ command: 'do something' });
});

it('says what is not known', () => {
  expect(fillCommand('ssh {host}', { ...places, host: null })).toEqual({ error: '{host} is not known' });
});
