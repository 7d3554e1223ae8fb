import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const registered = new Set<string>();

/** From now on no run of ctl may print it. */
export function registerSecret(text: string): void {
  if (text.length < 8) throw new Error('a secret this short may appear by chance');
  registered.add(text);
}

/** A password that nothing else looks like. */
export function newSecret(): string {
  const secret = randomBytes(12).toString('hex');
  registerSecret(secret);
  return secret;
}

/** All passwords of the sandboxes below a home. */
export async function registerSandboxSecrets(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const text = await readFile(join(home, name, 'sandbox.json'), 'utf8').catch(() => null);
    if (text === null) continue;
    const { secrets }: { readonly secrets: Readonly<Record<string, string>> } = JSON.parse(text);
    Object.values(secrets).forEach(registerSecret);
  }
}

/** Throws if the text holds a secret; which one is not repeated. */
export function assertNoSecret(text: string, what: string): void {
  for (const secret of registered) {
    if (text.includes(secret))
      throw new Error(`${what} prints a secret:\n${text.replaceAll(secret, '<secret>')}`);
  }
}
