import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ctl } from '../../../src/cluster/checks/tell.js';
import { anEvidence } from '../../support/evidence.js';
import { readSource, sourceFiles } from '../../support/sources.js';

interface Manifest {
  readonly commands: Readonly<
    Record<
      string,
      { readonly flags: Readonly<Record<string, { readonly name: string; readonly char?: string }>> }
    >
  >;
}

const manifest: Manifest = JSON.parse(
  readFileSync(new URL('../../../oclif.manifest.json', import.meta.url), 'utf8'),
);
const CALLS = sourceFiles()
  .filter((file) => file.startsWith('cluster/checks/'))
  .flatMap((file) =>
    [...readSource(file).matchAll(/\bctl\(\s*evidence,\s*'([^']+)'([^;]*?)\)[,;\s)\]]/g)].map((call) => ({
      file,
      verb: call[1] ?? '',
      rest: call[2] ?? '',
    })),
  );

describe('remedies', () => {
  it('are many', () => expect(CALLS.length).toBeGreaterThan(40));

  it.each([...new Set(CALLS.map(({ verb }) => verb))])('ctl %s exists, and so do its flags', (verb) => {
    const command = manifest.commands[verb.replaceAll(' ', ':')];
    expect(command).toBeDefined();
    const known = Object.values(command?.flags ?? {}).flatMap(({ name, char }) => [`--${name}`, `-${char}`]);
    for (const { rest } of CALLS.filter((call) => call.verb === verb)) {
      for (const [, flag = ''] of rest.matchAll(/'(--?[a-z][a-z-]*)'/g)) expect(known).toContain(flag);
    }
  });

  it('can be pasted: quoted, and for the group of a Citus cluster', () => {
    expect(ctl(anEvidence(), 'reinit', "pg's")).toBe("ctl reinit demo 'pg'\\''s'");
    expect(ctl(anEvidence({ rest: { group: 0 } }), 'query', '-m', 'pg1', '-c', 'SELECT now()')).toBe(
      "ctl query demo -m pg1 -c 'SELECT now()' --group 0",
    );
  });
});
