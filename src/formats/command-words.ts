import { visibleText } from './visible-text.js';

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

/** A cluster, or a group of a Citus cluster, as commands take it: `demo`, `demo --group 1`. */
export function clusterWords({
  scope,
  group,
}: {
  readonly scope: string;
  readonly group: number | null;
}): string {
  return group === null ? shellWord(scope) : `${shellWord(scope)} --group ${group}`;
}
