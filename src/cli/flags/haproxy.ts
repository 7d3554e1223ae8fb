import { Flags, type Interfaces } from '@oclif/core';
import { Failure } from '../../errors.js';
import { parseSize } from '../../formats/sizes.js';
import type { GenerateRequest } from '../../operations/haproxy/generate-config.js';
import type { Settings } from '../../operations/settings.js';
import { durationFlag } from './flags.js';

const bindFlag = Flags.custom<string>({
  helpValue: 'HOST:PORT',
  parse: async (text) => {
    const port = Number(/^(?:\*|\[[\da-f:.]+\]|[\w.-]+)?:(\d{1,5})$/i.exec(text)?.[1] ?? 0);
    if (port >= 1 && port <= 65_535) return text;
    const message = `"${text}" is no address to listen at; write HOST:PORT, or *:PORT for all addresses`;
    throw new Failure('usage', 'bad-address', message, { subject: text });
  },
});

const tagFlag = Flags.custom<{ readonly name: string; readonly value: string }>({
  helpValue: 'NAME=VALUE',
  parse: async (text) => {
    const [, name, value] = /^([^=\s]+)=(.+)$/.exec(text) ?? [];
    if (name !== undefined && value !== undefined) return { name, value };
    throw new Failure('usage', 'bad-tag', `"${text}" is no tag; write NAME=VALUE, for example dc=east`);
  },
});

/** Below this the agents have little else to do. */
const SHORTEST_REACTION_MS = 400;
const LONGEST_REACTION_MS = 60_000;

export const generateFlags = {
  partial: Flags.boolean({
    description: 'Only the sections of this cluster, for an HAProxy that serves others, too',
  }),
  write: bindFlag({ description: 'Where it listens for the leader [default: *:5000]', helpGroup: 'POOLS' }),
  read: bindFlag({ description: 'Where it listens for the replicas [default: *:5001]', helpGroup: 'POOLS' }),
  sync: bindFlag({
    description: 'Where it listens for synchronous standbys [default: no such pool]',
    helpGroup: 'POOLS',
  }),
  lag: Flags.string({
    helpValue: 'SIZE',
    default: '16MB',
    helpGroup: 'POOLS',
    description: 'How far behind a replica may be and still serve reads; none for no limit',
  }),
  tag: tagFlag({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'POOLS',
    description: 'Read only from replicas with this tag',
  }),
  reaction: durationFlag({
    default: 2000,
    defaultHelp: async () => '2s',
    helpGroup: 'CHECKS',
    description: 'How long HAProxy may take to follow a change of leader',
  }),
  'ca-file': Flags.string({
    helpValue: 'FILE',
    helpGroup: 'CHECKS',
    description: 'CA certificate of the agents, if they use https [default: ctl.cacert]',
  }),
  'client-cert': Flags.string({
    helpValue: 'FILE',
    helpGroup: 'CHECKS',
    description: 'Certificate and key of HAProxy, for agents that require one',
  }),
  'stats-socket': Flags.string({
    helpValue: 'PATH',
    default: '/run/haproxy/admin.sock',
    helpGroup: 'PROCESS',
    description: 'Where HAProxy accepts commands and reports its state',
  }),
  'stats-page': bindFlag({
    default: '127.0.0.1:8404',
    helpGroup: 'PROCESS',
    description: 'Where it serves its stats page for browsers',
  }),
  'stats-user': Flags.string({
    helpValue: 'NAME',
    helpGroup: 'PROCESS',
    description: 'User of that page; HAProxy reads the password from $HAPROXY_STATS_PASSWORD when it starts',
  }),
};

type Generated = Omit<GenerateRequest, 'scope' | 'group' | 'command'>;

export function generateRequest(
  flags: Interfaces.InferredFlags<typeof generateFlags>,
  { agent, balancers }: Settings,
): Generated {
  const { reaction } = flags;
  if (reaction < SHORTEST_REACTION_MS || reaction > LONGEST_REACTION_MS) {
    const message = `--reaction is from ${SHORTEST_REACTION_MS}ms to ${LONGEST_REACTION_MS / 1000}s`;
    throw new Failure('usage', 'bad-duration', message, { subject: '--reaction' });
  }
  const page = { bind: flags['stats-page'], user: flags['stats-user'] ?? null };
  return {
    binds: { write: flags.write ?? null, read: flags.read ?? null, sync: flags.sync ?? null },
    lag: lagOf(flags.lag),
    tags: flags.tag ?? [],
    reactionMs: reaction,
    tls: { caFile: flags['ca-file'] ?? agent.cacert, certFile: flags['client-cert'] ?? null },
    global: flags.partial
      ? null
      : { statsSocket: flags['stats-socket'], account: 'haproxy', maxConnections: null, statsPage: page },
    balancers,
  };
}

/** Patroni takes bytes, or whole numbers with a unit; what it cannot read is no limit for it. */
function lagOf(text: string): string | null {
  if (text === 'none') return null;
  const parsed = parseSize(text);
  if ('error' in parsed) throw new Failure('usage', 'bad-size', parsed.error, { subject: '--lag' });
  return /^\d+(B|kB|MB|GB|TB)?$/.test(text) ? text : String(parsed.bytes);
}
