import { Failure } from '../../errors.js';

/** The settings of one service in a file of libpq (fe-connect.c, parseServiceFile); null if it is not in there. */
export function findService(text: string, service: string, path: string): ReadonlyMap<string, string> | null {
  const lines = text.split('\n').map((line) => line.trim());
  const start = lines.findIndex(
    (line) => line.startsWith('[') && line.slice(1, line.indexOf(']')) === service,
  );
  if (start === -1) return null;
  const settings = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (index <= start || line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) break;
    const equals = line.indexOf('=');
    if (equals === -1) {
      const message = `syntax error in service file "${path}", line ${index + 1}`;
      throw new Failure('usage', 'bad-service-file', message, { subject: path });
    }
    const key = line.slice(0, equals);
    // As in libpq the first one counts.
    if (!settings.has(key)) settings.set(key, line.slice(equals + 1));
  }
  return settings;
}
