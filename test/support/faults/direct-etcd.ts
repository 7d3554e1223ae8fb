/** A key as etcd holds it. `version` counts its changes since it was made. */
export interface DirectKey {
  readonly value: string;
  readonly version: number;
  readonly createRevision: number;
  readonly modRevision: number;
}

export type DirectKeys = Readonly<Record<string, DirectKey>>;

/** etcd itself, past every proxy and without any code of ctl: who judges ctl must not see with its eyes. */
export class DirectEtcd {
  /** HOST:PORT. */
  constructor(private readonly address: string) {}

  /** All keys with a prefix, by the rest of their names. */
  async keys(prefix: string): Promise<DirectKeys> {
    const { kvs = [] } = await this.post('kv/range', {
      key: encode(prefix),
      range_end: encode(endOf(prefix)),
    });
    return Object.fromEntries(
      kvs.map((kv) => [
        decode(kv.key).slice(prefix.length),
        {
          value: decode(kv.value ?? ''),
          version: Number(kv.version),
          createRevision: Number(kv.create_revision),
          modRevision: Number(kv.mod_revision),
        },
      ]),
    );
  }

  async put(key: string, value: string): Promise<void> {
    await this.post('kv/put', { key: encode(key), value: encode(value) });
  }

  async wipe(): Promise<void> {
    await this.post('kv/deleterange', { key: encode('\0'), range_end: encode('\0') });
  }

  private async post(path: string, body: object): Promise<Reply> {
    const reply = await fetch(`http://${this.address}/v3/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`etcd ${path}: ${reply.status} ${await reply.text()}`);
    return JSON.parse(await reply.text());
  }
}

interface Reply {
  readonly kvs?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly version: string;
    readonly create_revision: string;
    readonly mod_revision: string;
  }[];
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

/** The first key behind those with the prefix. */
function endOf(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
