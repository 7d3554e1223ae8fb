import type { RequestKind } from './fault-rules.js';

/** A field of a protobuf message: its number, and its bytes if it has any. */
interface Field {
  readonly number: number;
  readonly bytes: Buffer;
}

/** Whether a gRPC request to etcd changes keys: of a transaction its operations tell. */
export function kindOfGrpc(path: string, body: Buffer): RequestKind {
  if (/KV\/(Put|DeleteRange)$/.test(path)) return 'write';
  if (!path.endsWith('KV/Txn')) return 'read';
  // TxnRequest: 2 success, 3 failure; RequestOp: 1 range, 2 put, 3 delete_range, 4 txn.
  const operations = fieldsOf(body.subarray(GRPC_HEAD)).filter(({ number }) => number === 2 || number === 3);
  const changes = operations.some(({ bytes }) => fieldsOf(bytes).some(({ number }) => number > 1));
  return changes ? 'write' : 'read';
}

/** The same for a request to the JSON gateway. */
export function kindOfGateway(path: string, body: Buffer): RequestKind {
  if (/kv\/(put|deleterange)$/.test(path)) return 'write';
  return path.endsWith('kv/txn') && /"request_?(put|delete_?range)"/i.test(body.toString())
    ? 'write'
    : 'read';
}

/** A zero and the length of the message. */
export const GRPC_HEAD = 5;

function fieldsOf(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    const begin = at;
    if (type === 0) varint();
    else at += type === 1 ? 8 : type === 5 ? 4 : 0;
    if (type === 2) {
      const length = varint();
      fields.push({ number, bytes: message.subarray(at, at + length) });
      at += length;
    } else fields.push({ number, bytes: message.subarray(begin, at) });
  }
  return fields;
}
