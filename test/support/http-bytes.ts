export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** As it came in. */
  readonly bytes: Buffer;
}

/** Null as long as it is not whole; bodies have a Content-Length, as Patroni wants it. */
export function readRequest(bytes: Buffer): HttpRequest | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = bytes.subarray(0, end).toString('latin1');
  const length = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
  const body = bytes.subarray(end + 4);
  if (body.length < length) return null;
  const [method = '', path = ''] = head.split(' ', 2);
  return { method, path, body: body.subarray(0, length).toString('utf8'), bytes };
}

/** Null if these are not the beginning of a reply. */
export function statusOf(reply: Buffer): number | null {
  const status = /^HTTP\/1\.\d (\d{3})/.exec(reply.subarray(0, 16).toString('latin1'))?.[1];
  return status === undefined ? null : Number(status);
}
