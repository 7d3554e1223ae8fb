import { base64 } from './etcd-authentication.js';

/** The keys of etcd that begin with root and path, without the root; from the first endpoint that answers. */
export async function readRawKeys(
  endpoints: readonly string[],
  root: string,
  path: string,
): Promise<Readonly<Record<string, string>>> {
  const prefix = root + path;
  const range = { key: base64(prefix), range_end: base64(endOf(prefix)) };
  const reply = await firstAnswer(endpoints, async (endpoint) => {
    const signal = AbortSignal.timeout(2000);
    const response = await fetch(`http://${endpoint}/v3/kv/range`, {
      method: 'POST',
      body: JSON.stringify(range),
      signal,
    });
    if (!response.ok) throw new Error(`${endpoint}: ${response.status} ${await response.text()}`);
    return response.text();
  });
  const { kvs = [] }: { readonly kvs?: readonly { readonly key: string; readonly value?: string }[] } =
    JSON.parse(reply);
  return Object.fromEntries(kvs.map(({ key, value = '' }) => [text(key).slice(root.length), text(value)]));
}

/** What the first of these gives that does not fail; the failure of the last one if all do. */
export async function firstAnswer<From, To>(
  sources: readonly From[],
  ask: (source: From) => Promise<To>,
): Promise<To> {
  let failure: unknown = new Error('there is nobody to ask');
  for (const source of sources) {
    try {
      return await ask(source);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** The first key behind those with the prefix, which ends in ASCII. */
function endOf(prefix: string): string {
  const last = prefix.length - 1;
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
}

function text(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}
