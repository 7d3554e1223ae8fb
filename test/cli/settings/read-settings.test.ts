import { afterEach, describe, expect, it, vi } from 'vitest';
import { readSettings } from '../../../src/cli/settings/read-settings.js';
import { Failure, type Problem } from '../../../src/errors.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const sandbox = (name: string) => ({ name, settingsFile: `/s/${name}/patronictl.yml` });

/** Without a configuration, while these sandboxes run. */
async function choosing(...names: readonly string[]) {
  vi.stubEnv('DCS_URL', undefined);
  const warnings: Problem[] = [];
  const read: (string | undefined)[] = [];
  const reads = {
    readFile: async (path: string | undefined) => {
      read.push(path);
      if (path === undefined) return null;
      return {
        path,
        value: { scope: 'demo', etcd3: { host: '127.0.0.1:2379' } },
        placeOf: () => path,
        isVariable: false,
      };
    },
    findSandboxes: async () => names.map(sandbox),
    openEtcd: () => Promise.reject(new Error('nobody asks')),
  };
  const ended = await readSettings({}, reads, (warning) => warnings.push(warning)).catch(
    (thrown: unknown) => thrown,
  );
  const failure = ended instanceof Failure ? ended : null;
  return { failure, warnings, file: read.at(-1) };
}

describe('without a configuration', () => {
  it('of several running sandboxes none is taken, and each can be chosen', async () => {
    const { failure } = await choosing('a', 'b');
    expect(failure?.problem).toMatchObject({
      code: 'several-sandboxes',
      message: 'No configuration was found, and several sandboxes run: a, b',
      next: 'choose one for this shell: eval "$(ctl sandbox env a)", or: eval "$(ctl sandbox env b)"',
    });
    expect(failure?.parts.map(({ subject, next }) => [subject, next])).toEqual([
      ['a', 'ctl list --config-file /s/a/patronictl.yml'],
      ['b', 'ctl list --config-file /s/b/patronictl.yml'],
    ]);
  });

  it('the only one is taken, and named', async () => {
    const { warnings, file } = await choosing('a');
    expect(file).toBe('/s/a/patronictl.yml');
    expect(warnings).toMatchObject([{ code: 'using-sandbox', subject: 'a', next: null }]);
  });

  it('of several the default one is taken, and the others are named', async () => {
    const { warnings, file } = await choosing('a', 'demo');
    expect(file).toBe('/s/demo/patronictl.yml');
    expect(warnings).toMatchObject([
      {
        message: 'no configuration found; using the running sandbox "demo", although others run',
        next: 'ctl list --config-file /s/a/patronictl.yml',
      },
    ]);
  });

  it('without any it says how to start one', async () => {
    const { failure } = await choosing();
    expect(failure?.problem.code).toBe('no-dcs');
    expect(failure?.problem.next).toContain('ctl sandbox up');
  });
});
