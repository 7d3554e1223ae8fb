import { entryOf } from './json.js';
import { visibleText } from './visible-text.js';

/** What a command may name in braces, such as `{member}`. */
type CommandPlaces = Readonly<Record<string, string | null>>;

/** A word of a command that is to be pasted into a shell; one that cannot be printed as it is, is written in escapes. */
export function shellWord(text: string): string {
  // A comma, colon or dot at the end would be taken for the sentence's around it, and zsh expands a leading =.
  if (/^(?!=)[\w@%+=:,./-]*[\w@%+=/-]$/.test(text)) return text;
  return visibleText(text) === text ? `'${text.replaceAll("'", "'\\''")}'` : escapedWord(text);
}

/** As bash, ksh, zsh and POSIX of 2024 read it. */
function escapedWord(text: string): string {
  const characters = Array.from(text, (character) => {
    if (character === '\n') return '\\n';
    const isPlain = visibleText(character) === character && !['\\', "'", '!'].includes(character);
    return isPlain ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `$'${characters.join('')}'`;
}

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
    const value = entryOf(places, name);
    return typeof value === 'string' ? shellWord(value) : place;
  });
  return { command };
}
