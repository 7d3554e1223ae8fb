import type { BalancerEvidence, BalancerServerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import type { ConfiguredCheck } from '../../cluster/haproxy/configured-check.js';
import type { DrainNote } from '../../cluster/haproxy/drain-note.js';
import { flag, listOf, nullable, number, objectOf, oneOf, text } from '../../formats/decoders.js';
import { decodeLook } from './decode-answers.js';

const check = objectOf<ConfiguredCheck>({
  isChecked: flag,
  kind: oneOf('http', 'tcp', 'external'),
  method: nullable(text),
  path: nullable(text),
  port: nullable(number),
  tls: flag,
  inter: number,
  fastinter: number,
  downinter: number,
  rise: number,
  fall: number,
  endsSessions: flag,
});

const server = objectOf<BalancerServerEvidence>({
  pool: text,
  purpose: oneOf('write', 'read', 'other'),
  server: text,
  member: nullable(text),
  address: nullable(text),
  status: text,
  isUp: flag,
  isBackup: flag,
  admin: oneOf('ready', 'drain', 'maintenance', 'disabled'),
  checkStatus: nullable(text),
  checkPort: nullable(number),
  check: nullable(check),
  since: nullable(number),
  sessions: nullable(number),
});

export const decodeBalancer = objectOf<BalancerEvidence>({
  address: text,
  servers: decodeLook(listOf(server)),
  version: nullable(text),
  isForWrites: flag,
  file: nullable(decodeLook(text)),
  notes: listOf(
    objectOf<DrainNote>({ balancer: text, pool: text, server: text, member: text, at: text, by: text }),
  ),
});
