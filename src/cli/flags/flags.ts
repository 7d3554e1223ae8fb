import { Args, Flags, type Interfaces } from '@oclif/core';
import { Failure } from '../../errors.js';
import { parseDuration } from '../../formats/durations.js';
import { parseSize } from '../../formats/sizes.js';
import type { WatchRequest } from '../../operations/listing/watch-members.js';
import type { ClusterRequest } from '../../operations/reading/read-cluster.js';
import type { Settings } from '../../operations/settings.js';

/** A duration in PostgreSQL's units, as milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async (text) => {
    const parsed = parseDuration(text);
    if ('error' in parsed) throw new Failure('usage', 'bad-duration', parsed.error);
    return parsed.ms;
  },
});

/** A size in PostgreSQL's units, as bytes. */
export const sizeFlag = Flags.custom<number>({
  helpValue: 'SIZE',
  parse: async (text) => {
    const parsed = parseSize(text);
    if ('error' in parsed) throw new Failure('usage', 'bad-size', parsed.error);
    return parsed.bytes;
  },
});

/** The options of every command; the first three are patronictl's and may stand before the command, too. */
export const globalFlags = {
  'config-file': Flags.string({
    char: 'c',
    helpValue: 'FILE',
    helpGroup: 'GLOBAL',
    description: "Configuration file, patronictl's or a Patroni server's own [env: PATRONICTL_CONFIG_FILE]",
  }),
  'dcs-url': Flags.string({
    char: 'd',
    aliases: ['dcs'],
    helpValue: 'URL',
    helpGroup: 'GLOBAL',
    description: 'The etcd to use: [etcd3://]HOST[:PORT][/NAMESPACE] [env: DCS_URL]',
  }),
  insecure: Flags.boolean({
    char: 'k',
    helpGroup: 'GLOBAL',
    description: 'Do not verify the certificates of the agents',
  }),
  deadline: durationFlag({
    aliases: ['timeout'],
    helpGroup: 'GLOBAL',
    description: 'Give up after this time, for example 10s or 2min',
  }),
  json: Flags.boolean({
    helpGroup: 'GLOBAL',
    description: 'One JSON document on stdout, errors included',
  }),
  'no-color': Flags.boolean({
    helpGroup: 'GLOBAL',
    description: 'No colours; NO_COLOR works, too',
  }),
  debug: Flags.boolean({
    helpGroup: 'GLOBAL',
    description: 'Trace each request, and show stack traces',
  }),
};

/** Any number of clusters. */
export const clustersArgument = {
  cluster: Args.string({
    ignoreStdin: true,
    description: 'Names of clusters [default: scope of the configuration]',
  }),
};

/** One cluster. */
export const clusterArgument = {
  cluster: Args.string({
    ignoreStdin: true,
    description: 'Name of the cluster [default: scope of the configuration]',
  }),
};

export const formatFlag = Flags.option({
  char: 'f',
  options: ['pretty', 'tsv', 'json', 'yaml', 'yml'] as const,
  description: "One of patronictl's formats, identical to the character",
  exclusive: ['json'],
})();

export const staleFlag = Flags.boolean({
  description: 'Without a quorum, accept what a single etcd member last knew',
});

export const groupFlag = Flags.integer({
  min: 0,
  helpValue: 'N',
  description: 'Citus group',
});

export const allFlag = Flags.boolean({
  char: 'A',
  default: false,
  description: 'All clusters of the namespace',
});

/** `-W` and `-w`, as in patronictl. */
export const watchFlags = {
  W: Flags.boolean({ char: 'W', description: 'Repeat every 2 seconds' }),
  watch: durationFlag({
    char: 'w',
    helpValue: 'SECONDS',
    description: 'Repeat at this interval, in seconds',
  }),
};

/** Milliseconds between two rounds, null for a single one. */
export function watchInterval(flags: Interfaces.InferredFlags<typeof watchFlags>): number | null {
  return flags.watch || (flags.W ? 2000 : null);
}

export type ClusterArgument = Interfaces.InferredArgs<typeof clusterArgument>;

export type GroupFlag = Interfaces.InferredFlags<{ group: typeof groupFlag }>;

/** Options as they were parsed, with that of every command that counts for what it asks. */
export type ParsedFlags<F> = Interfaces.InferredFlags<F & Pick<typeof globalFlags, 'deadline'>>;

/** The one cluster that was named, or that of the settings; the same for the Citus group. */
export function clusterRequest(
  args: ClusterArgument,
  flags: GroupFlag,
  settings: Settings,
  command: string,
): ClusterRequest {
  return {
    scope: args.cluster ?? settings.scope,
    group: flags.group ?? settings.citus?.group ?? null,
    command,
  };
}

/** Any number of clusters that were named, or the one of the settings. */
export function listRequest(
  argv: readonly unknown[],
  flags: Interfaces.InferredFlags<typeof watchFlags> & GroupFlag,
  settings: Settings,
  command: string,
): WatchRequest {
  const named = argv.map(String);
  return {
    scopes: named.length > 0 || settings.scope === null ? named : [settings.scope],
    group: flags.group ?? null,
    citus: settings.citus !== null,
    everyMs: watchInterval(flags),
    command,
  };
}
