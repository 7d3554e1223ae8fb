import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const FOLDER = new URL('../../schemas/', import.meta.url);

export interface Schema {
  readonly $id: string;
  readonly properties?: { readonly schema?: { readonly const: string } };
}

export const SCHEMAS: readonly Schema[] = readdirSync(FOLDER).map((name) =>
  JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')),
);

/** By the name that the documents carry, such as `ctl.list/1`. */
export const DOCUMENT_SCHEMAS: ReadonlyMap<string, Schema> = new Map(
  SCHEMAS.flatMap((schema) => {
    const name = schema.properties?.schema?.const;
    return name === undefined ? [] : [[name, schema] as const];
  }),
);

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, schemas: [...SCHEMAS] });
ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));

/** Throws unless the text is exactly one document that its published schema accepts. */
export function assertDocument(text: string): Readonly<Record<string, unknown>> {
  const document: unknown = JSON.parse(text);
  if (typeof document !== 'object' || document === null || !('schema' in document)) {
    throw new Error(`not a document of ctl: ${text}`);
  }
  const schema = DOCUMENT_SCHEMAS.get(String(document.schema));
  const validate = schema && ajv.getSchema(schema.$id);
  if (validate === undefined) throw new Error(`no schema is published for ${String(document.schema)}`);
  if (!validate(document)) throw new Error(`${ajv.errorsText(validate.errors)}\n${text}`);
  return { ...document };
}
