// Writes src/cluster/config/parameter-catalogue.ts from what real servers say. One file for each major version, such as 15.json, with the
// libraries of contrib in shared_preload_libraries so that their parameters are there:
//   psql -XAtc "SELECT json_agg(json_build_object('name', name, 'vartype', vartype, 'context', context, 'unit', unit,
//     'min', min_val, 'max', max_val, 'enum', enumvals)) FROM pg_settings" > 15.json
//   node scripts/record-parameters.js DIRECTORY
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Values that a server offers only if it was built with the library.
const OPTIONAL_VALUES = {
  default_toast_compression: { 14: ['lz4'] },
  io_method: { 18: ['io_uring'] },
  wal_compression: { 15: ['lz4', 'zstd'] },
};
// Of minor releases, distributions and languages that the recorded servers were without.
const MORE = `
extension_destdir 14- string superuser
output_plugin_libraries 14- string superuser
plperl.on_init - string sighup
plperl.on_plperl_init - string superuser
plperl.on_plperlu_init - string superuser
plperl.use_strict - bool user
pltcl.start_proc - string superuser
pltclu.start_proc - string superuser
`;

const [directory] = process.argv.slice(2);
const majors = readdirSync(directory)
  .flatMap((file) => /^(\d+)\.json$/.exec(file)?.[1] ?? [])
  .map(Number)
  .sort((a, b) => a - b);
const facts = new Map(
  MORE.trim()
    .split('\n')
    .map((line) => [line.split(' ')[0], []]),
);
for (const major of majors) {
  for (const row of JSON.parse(readFileSync(join(directory, `${major}.json`), 'utf8'))) {
    if (MORE.includes(`\n${row.name} `)) continue;
    const ranges = facts.get(row.name) ?? [];
    const text = describe(row, major);
    const last = ranges.at(-1);
    if (last?.text === text && last.until === major - 1) last.until = major;
    else ranges.push({ text, since: major, until: major });
    facts.set(row.name, ranges);
  }
}

function describe({ name, vartype, context, unit, min, max, enum: values }, major) {
  const more = Object.entries(OPTIONAL_VALUES[name] ?? {}).flatMap(([since, added]) =>
    major >= since ? added : [],
  );
  if (vartype === 'enum') return `enum ${context} ${[...new Set([...values, ...more])].join()}`;
  return vartype === 'integer' || vartype === 'real'
    ? `${vartype} ${context} ${unit ?? '-'} ${min} ${max}`
    : `${vartype} ${context}`;
}

const lines = [...facts].flatMap(([name, ranges]) =>
  ranges.length === 0
    ? MORE.split('\n').filter((line) => line.startsWith(`${name} `))
    : ranges.map(({ text, since, until }) => {
        const from = since === majors[0] ? '' : since;
        return `${name} ${from}-${until === majors.at(-1) ? '' : until} ${text}`;
      }),
);
lines.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
writeFileSync(
  new URL('../src/cluster/config/parameter-catalogue.ts', import.meta.url),
  `/** The major versions that the catalogue knows. */
export const CATALOGUE_MAJORS = { first: ${majors[0]}, last: ${majors.at(-1)} } as const;

/**
 * The parameters of PostgreSQL and of its contrib modules: name, major versions, type, context, then unit, minimum and maximum of
 * numbers or the values of an enum. Recorded from real servers by scripts/record-parameters.js, which says how; do not edit.
 */
export const PARAMETER_CATALOGUE = \`
${lines.join('\n')}
\`;
`,
);
