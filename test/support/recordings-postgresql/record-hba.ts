// Records which lines of pg_hba.conf a real PostgreSQL reads: npx tsx test/support/recordings-postgresql/record-hba.ts FILE
// FILE is a recording whose lines are asked anew; a line without a continuation, for the server counts lines.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PostgresServer } from '../postgres-server.js';

const [target = ''] = process.argv.slice(2);
const { lines }: { readonly lines: Readonly<Record<string, unknown>> } = JSON.parse(await readFile(target, 'utf8'));
const server = await PostgresServer.start();
try {
  await writeFile(join(server.psql('SHOW data_directory'), 'pg_hba.conf'), `${Object.keys(lines).join('\n')}\n`);
  const text = server.psql(
    "SELECT json_object_agg(line_number, json_build_array(database, user_name, error)), current_setting('server_version') FROM pg_hba_file_rules",
  );
  const [rules = '{}', version = ''] = text.trim().split('|');
  const byNumber: Readonly<Record<string, readonly [unknown, unknown, string | null]>> = JSON.parse(rules);
  const told = Object.keys(lines).map((line, index) => {
    const [database = null, user = null, error = 'no rule'] = byNumber[index + 1] ?? [];
    return [line, error === null ? { database, user } : error];
  });
  const note = `recorded: pg_hba_file_rules of PostgreSQL ${version.split(' ')[0]}, by record-hba.ts beside this; what is a text is the fault`;
  await writeFile(target, `${JSON.stringify({ note, lines: Object.fromEntries(told) }, null, 2)}\n`);
} finally {
  await server.stop();
}
