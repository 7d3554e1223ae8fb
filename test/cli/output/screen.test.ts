import { describe, expect, it } from 'vitest';
import { describeScreen, type Environment } from '../../../src/cli/output/screen.js';

const TERMINAL = { isTTY: true, columns: 100 };
const PIPE = {};

describe('describeScreen', () => {
  it.each([
    { name: 'a terminal', stream: TERMINAL, columns: 100 },
    { name: 'a terminal that does not know its size', stream: { isTTY: true, columns: 0 }, columns: 80 },
    { name: 'a pipe', stream: PIPE, columns: Number.POSITIVE_INFINITY },
  ])('gives $name $columns columns', ({ stream, columns }) => {
    expect(describeScreen(stream, {}, false).columns).toBe(columns);
  });

  it.each<{ env: Environment; noColor?: boolean; stream?: object; color: boolean }>([
    { env: {}, color: true },
    { env: {}, stream: PIPE, color: false },
    { env: { TERM: 'dumb' }, color: false },
    { env: { NO_COLOR: '1' }, color: false },
    { env: { NO_COLOR: '' }, color: true },
    { env: { FORCE_COLOR: '1' }, stream: PIPE, color: true },
    { env: { FORCE_COLOR: '0' }, color: false },
    { env: { FORCE_COLOR: '1', NO_COLOR: '1' }, color: false },
    { env: { FORCE_COLOR: '1' }, noColor: true, color: false },
  ])('colours: $color for $env', ({ env, noColor = false, stream = TERMINAL, color }) => {
    expect(describeScreen(stream, env, noColor).color).toBe(color);
  });

  it.each<{ env: Environment; unicode: boolean }>([
    { env: { LANG: 'de_DE.UTF-8' }, unicode: true },
    { env: { LANG: 'C.utf8' }, unicode: true },
    { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, unicode: false },
    { env: { LANG: 'C', LC_CTYPE: 'en_US.UTF-8', LC_ALL: '' }, unicode: true },
    { env: {}, unicode: false },
  ])('unicode: $unicode for $env', ({ env, unicode }) => {
    expect(describeScreen(TERMINAL, env, false).unicode).toBe(unicode);
  });
});
