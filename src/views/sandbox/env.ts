import type { EnvReport } from '../../operations/sandbox/env.js';

/** Lines for a POSIX shell: `eval "$(ctl sandbox env)"`. */
export function sandboxEnvView({ variables }: EnvReport): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join('');
}

export function sandboxDsnView({ dsn }: EnvReport): string {
  return `${dsn}\n`;
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
