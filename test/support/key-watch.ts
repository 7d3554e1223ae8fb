import { base64 } from './etcd-authentication.js';

/** A change of a key as etcd told of it, without any code of ctl. */
export interface KeyEvent {
  readonly key: string;
  /** Null if it was deleted. */
  readonly value: string | null;
  readonly atMs: number;
}

interface WatchReply {
  readonly result?: {
    readonly events?: readonly {
      readonly type?: string;
      readonly kv: { readonly key: string; readonly value?: string };
    }[];
  };
}

/** Notes when keys with a prefix change, from etcd's own stream. */
export class KeyWatch {
  readonly events: KeyEvent[] = [];

  private constructor(private readonly abort: AbortController) {}

  static async start(endpoint: string, prefix: string): Promise<KeyWatch> {
    const abort = new AbortController();
    const end = `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
    const reply = await fetch(`http://${endpoint}/v3/watch`, {
      method: 'POST',
      body: JSON.stringify({ create_request: { key: base64(prefix), range_end: base64(end) } }),
      signal: abort.signal,
    });
    if (reply.body === null) throw new Error('etcd gives no stream');
    const watch = new KeyWatch(abort);
    watch.follow(reply.body).catch(() => {});
    return watch;
  }

  /** When a key first had a value for which this is true. */
  firstMs(path: string, isIt: (value: string | null) => boolean): number {
    const event = this.events.find(({ key, value }) => key.endsWith(path) && isIt(value));
    if (event === undefined) throw new Error(`${path} has not changed so: ${JSON.stringify(this.events)}`);
    return event.atMs;
  }

  stop(): void {
    this.abort.abort();
  }

  private async follow(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.note(JSON.parse(line));
    }
  }

  private note({ result }: WatchReply): void {
    const atMs = Date.now();
    for (const { type, kv } of result?.events ?? []) {
      const value = type === 'DELETE' ? null : atob(kv.value ?? '');
      this.events.push({ key: atob(kv.key), value, atMs });
    }
  }
}
