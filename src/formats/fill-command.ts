import { shellWord } from './command-words.js';

/** What a command may name in braces, such as `{member}`. */
export type CommandPlaces = Readonly<Record<string, string | null>>;

/**
 * A shell command with its places filled in. Values come from the DCS: one that is not a plain word is not put into a command,
 * because inside of the operator's own quotes no quoting of ours would be right.
 */
export function fillCommand(
  template: string,
  places: CommandPlaces,
): { readonly command: string } | { readonly error: string } {
  for (const [name, value] of Object.entries(places)) {
    if (!template.includes(`{${name}}`)) continue;
    if (value === null) return { error: `{${name}} is not known` };
    if (!/^[\w.:@%+=,/][\w.:@%+=,/-]*$/.test(value))
      return { error: `{${name}} would be ${JSON.stringify(value)}, which is not safe within a command` };
  }
  const command = template.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const value = places[name];
    return typeof value === 'string' ? shellWord(value) : place;
  });
  return { command };
}
