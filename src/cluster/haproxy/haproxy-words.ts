/** An argument of HAProxy's configuration language; inside quotes a backslash, a quote and a dollar sign mean something. */
export function haproxyWord(text: string): string {
  return /^[\w@/.:,?&=*+%[\]-]+$/.test(text) ? text : `"${text.replace(/["\\$]/g, '\\$&')}"`;
}

/** A comment is one line, whatever is in a name. */
export function haproxyComment(text: string): string {
  return `# ${text.replace(/[\u0000-\u001f\u007f]/g, '?')}`;
}

/** Names of HAProxy have no other characters than these; those that would become the same are numbered. */
export function haproxyNames(names: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  const taken = new Set(names.filter((name) => haproxyName(name) === name));
  for (const name of names) {
    const plain = haproxyName(name);
    let chosen = plain;
    for (let number = 2; chosen !== name && taken.has(chosen); number += 1) chosen = `${plain}_${number}`;
    taken.add(chosen);
    given.set(name, chosen);
  }
  return given;
}

export function haproxyName(text: string): string {
  return text === '' ? '_' : text.replace(/[^A-Za-z0-9_.:-]/gu, '_');
}

/** Milliseconds as HAProxy writes them. */
export function haproxyTime(ms: number): string {
  return ms >= 1000 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
