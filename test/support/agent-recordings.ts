import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./recordings-agent/', import.meta.url);

/** One reply of a real agent. */
export interface AgentRecording {
  /** Folder and file, such as `patroni-4.1.5/primary`. */
  readonly name: string;
  readonly note: string;
  /** Method and path. */
  readonly request: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

export const AGENT_RECORDINGS: readonly AgentRecording[] = readdirSync(FOLDER, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((path) => path.endsWith('.json'))
  .sort()
  .map((path) => ({
    ...JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')),
    name: path.replace('.json', ''),
  }));

export function agentRecording(name: string): AgentRecording {
  const found = AGENT_RECORDINGS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no recording ${name}`);
  return found;
}
