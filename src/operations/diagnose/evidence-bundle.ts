import type { Evidence } from '../../cluster/evidence/evidence.js';
import { Failure } from '../../errors.js';
import { constant, DecodeError, type Decoder, listOf, objectOf } from '../../formats/decoders.js';
import { ctl, hint } from '../../formats/hint.js';
import { type JsonObject, type JsonValue, parseExactJson } from '../../formats/json.js';
import { decodeEvidence, evidenceDocument } from './evidence-document.js';

const SCHEMA = 'ctl.bundle/1';

/** Evidence to be kept in a file, with whatever else a reader of it may want to know. */
export function bundleDocument(evidence: readonly Evidence[], others: JsonObject = {}): JsonObject {
  return { schema: SCHEMA, ...others, evidence: evidence.map(evidenceDocument) };
}

const evidence: Decoder<Evidence> = (value) => decodeEvidence(value);

const decode = objectOf<{ readonly schema: string; readonly evidence: readonly Evidence[] }>({
  schema: constant(SCHEMA),
  evidence: listOf(evidence),
});

/** The evidence of a file that `doctor --bundle` wrote, and the whole of its document. */
export function readBundle(
  text: string,
  file: string,
): { readonly evidence: readonly Evidence[]; readonly document: JsonValue } {
  const document = parseExactJson(text);
  try {
    return { evidence: decode(document, '').evidence, document: document ?? null };
  } catch (thrown) {
    if (!(thrown instanceof DecodeError)) throw thrown;
    const reason = document === undefined ? 'it is not JSON' : thrown.message;
    throw new Failure('usage', 'bad-bundle', `${file} is no bundle of ctl: ${reason}`, {
      subject: file,
      next: hint`to write one: ${ctl('doctor', null, [], { bundle: 'FILE' })}`,
    });
  }
}
