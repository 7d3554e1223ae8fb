import { beginsCommand, type ParsedCommand, parseCommand, UnparsableCommand } from './parse-command.js';
import { shellWords } from './shell-words.js';

/** A command that a text tells to paste, and what is wrong with it. */
export interface HintFault {
  readonly command: string;
  readonly fault: string;
}

/** Words that follow `ctl` in sentences about it. */
const PROSE = [
  'reads',
  'as',
  'has',
  'was',
  'does',
  'is',
  'loads',
  'knows',
  'cannot',
  'that',
  'could',
  'and',
  'itself',
  'of',
  'in',
];

/**
 * Every `ctl …` of a text has to be a command that `ctl` understands, and may act on nothing but what was typed: on the same cluster and
 * Citus group, on members that were typed if any were, with what made the typed command do less.
 */
export function findFaults(typedWords: readonly string[], text: string): HintFault[] {
  const typed = parseOrNull(typedWords);
  return commandsIn(text).flatMap(({ command, words, trouble }) => {
    if (trouble !== null) return [{ command, fault: trouble }];
    try {
      const hinted = parseCommand(words);
      return faultsOf(typed, hinted).map((fault) => ({ command, fault }));
    } catch (thrown) {
      if (!(thrown instanceof UnparsableCommand)) throw thrown;
      return [{ command, fault: thrown.message }];
    }
  });
}

interface FoundCommand {
  readonly command: string;
  readonly words: readonly string[];
  readonly trouble: string | null;
}

/** `ctl version 0.1.0` is what `ctl version` prints. */
const BANNER = /^ctl version \d\S*$/gm;

export function commandsIn(text: string): FoundCommand[] {
  return [...text.replaceAll(BANNER, '').matchAll(/(?<![\w./-])ctl (?=\S)/g)].flatMap((match) => {
    const rest = text.replaceAll(BANNER, '').slice(match.index + match[0].length);
    const first = /^[\w-]+/.exec(rest)?.[0] ?? '';
    if (first === '' || PROSE.includes(first) || (first.startsWith('--') && !beginsCommand(first))) return [];
    const { words, trouble } = shellWords(rest);
    return [{ command: `ctl ${words.join(' ')}`, words, trouble }];
  });
}

function parseOrNull(words: readonly string[]): ParsedCommand | null {
  try {
    return parseCommand(words);
  } catch (thrown) {
    if (thrown instanceof UnparsableCommand) return null;
    throw thrown;
  }
}

/** What a command is about. */
interface Target {
  readonly clusters: readonly string[];
  readonly group: string | null;
  /** Empty if it is about the whole cluster. */
  readonly members: readonly string[];
}

const SEVERAL = ['list', 'topology', 'status'];
const NO_CLUSTER = ['clusters', 'check', 'config diff', 'help'];
/** Behind the cluster they take members. */
const OF_MEMBERS = ['restart', 'reload', 'reinit', 'flush', 'drain', 'version'];
const CHANGES = [
  ...['restart', 'reload', 'reinit', 'flush', 'drain', 'query', 'pause', 'resume', 'switchover', 'failover'],
  ...['edit-config', 'config undo', 'promote-cluster', 'demote-cluster', 'remove'],
];
/** What makes the same command do less. */
const NARROWS = ['dry-run', 'role', 'pending', 'started-before', 'leader'];
const LEADS = ['config-file', 'dcs-url', 'insecure'];

function targetOf({ verb, args, options }: ParsedCommand): Target {
  const group = options.get('group')?.[0] ?? null;
  if (verb.startsWith('sandbox') || NO_CLUSTER.includes(verb)) return { clusters: [], group, members: [] };
  if (SEVERAL.includes(verb)) return { clusters: args, group, members: [] };
  const [cluster, ...others] = args;
  const clusters = cluster === undefined ? [] : [cluster];
  const named = options.get('member') ?? [];
  if (!OF_MEMBERS.includes(verb)) return { clusters, group, members: named };
  if (verb === 'drain' && others.length === 0) return { clusters: [], group, members: clusters };
  return { clusters, group, members: verb === 'flush' ? others.slice(0, -1) : others };
}

/** In capitals stands what is still to be put in. */
function isPlaceholder(word: string): boolean {
  return /^[A-Z_]+$/.test(word);
}

function acts({ verb, options }: ParsedCommand): boolean {
  return CHANGES.includes(verb) && !options.has('dry-run') && !options.has('follow');
}

function faultsOf(typed: ParsedCommand | null, hinted: ParsedCommand): string[] {
  if (typed === null) return [];
  const isElsewhere = hinted.verb.startsWith('sandbox') || hinted.verb.startsWith('help');
  if (isElsewhere) return [];
  return [
    ...wayFaults(typed, hinted),
    ...placeFaults(typed, hinted),
    ...(acts(hinted) ? [...memberFaults(typed, hinted), ...narrowingFaults(typed, hinted)] : []),
  ];
}

function wayFaults(typed: ParsedCommand, hinted: ParsedCommand): string[] {
  return LEADS.filter((name) => typed.options.has(name) && !hinted.options.has(name)).map(
    (name) => `it does not lead to the same place: --${name} is missing`,
  );
}

function placeFaults(typed: ParsedCommand, hinted: ParsedCommand): string[] {
  const [from, to] = [targetOf(typed), targetOf(hinted)];
  const faults: string[] = [];
  const strange = to.clusters.filter((name) => !from.clusters.includes(name) && !isPlaceholder(name));
  const isMember = (name: string): boolean => to.members.includes(name);
  // The member that was typed where its cluster belongs is named as one.
  const isPutRight = hinted.verb === typed.verb && from.clusters.some(isMember);
  if (strange.length > 0 && from.clusters.length > 0 && acts(hinted) && !isPutRight)
    faults.push(`it is about ${strange.join(', ')}, which was not typed`);
  const takesGroup = to.clusters.length > 0 || to.members.length > 0;
  if (from.group !== null && takesGroup && to.group !== from.group)
    faults.push(`the Citus group ${from.group} was typed`);
  return faults;
}

function memberFaults(typed: ParsedCommand, hinted: ParsedCommand): string[] {
  const [from, to] = [targetOf(typed), targetOf(hinted)];
  const meant = [...from.members, ...(OF_MEMBERS.includes(typed.verb) ? from.clusters : [])];
  if (from.members.length === 0) return [];
  const leads = ['switchover', 'failover'].includes(hinted.verb) && typed.options.has('switchover');
  if (to.members.length === 0 && !leads) return ['it acts on the whole cluster, and members were typed'];
  const others = to.members.filter((name) => !meant.includes(name) && !isPlaceholder(name));
  return others.length === 0
    ? []
    : [`it acts on ${others.join(', ')}, and ${from.members.join(', ')} was typed`];
}

function narrowingFaults(typed: ParsedCommand, hinted: ParsedCommand): string[] {
  const changesLeader = (verb: string): boolean => verb === 'switchover' || verb === 'failover';
  const faults: string[] = [];
  const lost = (name: string): boolean => {
    const value = typed.options.get(name);
    return value !== undefined && hinted.options.get(name)?.join() !== value.join();
  };
  if (changesLeader(typed.verb) && changesLeader(hinted.verb) && lost('candidate'))
    faults.push(`the candidate ${typed.options.get('candidate')?.join()} was typed`);
  if (typed.verb !== hinted.verb) return faults;
  return [...faults, ...NARROWS.filter(lost).map((name) => `--${name} was typed`)];
}
