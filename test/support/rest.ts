import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

interface ListedMember {
  readonly name: string;
  readonly role: string;
  readonly api_url: string;
}

/** The agents of a sandbox, asked by a test without any code of ctl. */
export class Agents {
  private constructor(
    private readonly anyApi: string,
    private readonly authorization: string,
  ) {}

  /** `directory` is the sandbox's; `anyApi` the address of one of its agents. */
  static async of(directory: string, anyApi: string): Promise<Agents> {
    const settings = parse(await readFile(join(directory, 'patronictl.yml'), 'utf8'));
    const { username, password } = settings.restapi.authentication;
    return new Agents(anyApi, `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
  }

  async members(): Promise<readonly ListedMember[]> {
    const reply = await fetch(`http://${this.anyApi}/cluster`);
    const { members } = JSON.parse(await reply.text());
    return members;
  }

  async leader(): Promise<ListedMember> {
    const leader = (await this.members()).find(({ role }) => role === 'leader');
    if (leader === undefined) throw new Error('there is no leader');
    return leader;
  }

  /** Sends a request to one member's agent; any answer that is not a success fails. */
  async send(member: ListedMember, method: string, path: string, body: object = {}): Promise<string> {
    const url = member.api_url.replace('/patroni', path);
    const headers = { authorization: this.authorization, 'content-type': 'application/json' };
    const reply = await fetch(url, { method, headers, body: JSON.stringify(body) });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${url}: ${reply.status} ${text}`);
    return text;
  }
}
