import type { EtcdAlarm, EtcdEvidence, EtcdStatus } from '../../cluster/evidence/evidence.js';
import type { Look } from '../../cluster/evidence/look.js';
import type { Failure } from '../../errors.js';
import type { EtcdHealth } from '../../operations/diagnose/diagnose-ports.js';
import type { Endpoint } from './endpoint.js';
import { reasonOfGrpc } from './etcd-errors.js';
import { askHedged, type EndpointError } from './hedge.js';
import type { Reader } from './reader.js';

const HEDGE_MS = 100;
const ROUND_TRIPS = 3;

/** Every endpoint of the settings, each for itself; nothing here needs a quorum. */
export class EtcdHealthReader implements EtcdHealth {
  constructor(private readonly reader: Reader) {}

  async read(timeoutMs: number): Promise<EtcdEvidence> {
    const { endpoints } = this.reader;
    const [asked, members] = await Promise.all([
      Promise.all(endpoints.map((endpoint) => ask(endpoint, timeoutMs))),
      askHedged(endpoints, HEDGE_MS, (endpoint) => endpoint.members(timeoutMs)),
    ]);
    const problems = await this.explain(asked, timeoutMs);
    const told = asked.flatMap((each) => ('status' in each ? [each] : []));
    return {
      endpoints: asked.map((each) => ({
        address: each.endpoint.address,
        status: 'status' in each ? answered(each) : unanswered(each, problems),
      })),
      alarms: told.length === 0 ? null : alarmsOf(told.flatMap(({ errors }) => errors)),
      members:
        'errors' in members ? null : members.value.filter(({ isLearner }) => !isLearner).map(votingMember),
    };
  }

  /** By the address of the endpoint. */
  private async explain(asked: readonly Asked[], timeoutMs: number): Promise<ReadonlyMap<string, Problem>> {
    const errors = asked.flatMap((each) => ('error' in each ? [each] : []));
    if (errors.length === 0) return new Map();
    const failure = await this.reader.explain({
      errors,
      access: 'read',
      prefix: 'the status of etcd',
      elapsedMs: timeoutMs,
      probeMs: timeoutMs / 6,
    });
    return new Map(failure.parts.map((part) => [part.subject ?? '', part]));
  }
}

type Problem = Failure['problem'];

interface Told {
  readonly endpoint: Endpoint;
  readonly status: EtcdStatus;
  readonly errors: readonly string[];
  readonly tookMs: number;
}

type Asked = Told | (EndpointError<Endpoint> & { readonly tookMs: number });

async function ask(endpoint: Endpoint, timeoutMs: number): Promise<Asked> {
  const start = performance.now();
  const tookMs = (): number => Math.round(performance.now() - start);
  try {
    const reply = await endpoint.status(timeoutMs);
    const roundTripMs = await fastest(endpoint, timeoutMs);
    const { version, leader, raftTerm, dbSize, header, errors } = reply;
    const status = {
      version,
      memberId: hexadecimal(header.member_id),
      leaderId: leader === '0' ? null : hexadecimal(leader),
      raftTerm: Number(raftTerm),
      databaseSize: Number(dbSize),
    };
    return { endpoint, status, errors, tookMs: roundTripMs };
  } catch (error) {
    return { endpoint, error, tookMs: tookMs() };
  }
}

/** The first answer took the time of connecting, and what else this process was doing then. */
async function fastest(endpoint: Endpoint, timeoutMs: number): Promise<number> {
  const times: number[] = [];
  for (let attempt = 0; attempt < ROUND_TRIPS; attempt += 1) {
    const start = performance.now();
    await endpoint.status(timeoutMs);
    times.push(performance.now() - start);
  }
  return Math.round(Math.min(...times));
}

function answered({ status, tookMs }: Told): Look<EtcdStatus> {
  return { ok: true, value: status, tookMs };
}

function unanswered(
  { endpoint, error, tookMs }: Exclude<Asked, Told>,
  problems: ReadonlyMap<string, Problem>,
): Look<EtcdStatus> {
  const message = reasonOfGrpc(error);
  const {
    code,
    message: told,
    next,
  } = problems.get(endpoint.address) ?? { code: 'dcs-unreachable', message, next: null };
  return { ok: false, code, message: told, next, tookMs };
}

/** Each member tells the alarms of all, such as `memberID:10501334649042878790 alarm:NOSPACE` (etcd, v3rpc/maintenance.go). */
export function alarmsOf(errors: readonly string[]): EtcdAlarm[] {
  const alarms = new Map<string, EtcdAlarm>();
  for (const error of errors) {
    const [, id, alarm] = /memberID:(\d+) alarm:(NOSPACE|CORRUPT)/.exec(error) ?? [];
    if (id === undefined || (alarm !== 'NOSPACE' && alarm !== 'CORRUPT')) continue;
    alarms.set(`${id} ${alarm}`, { memberId: hexadecimal(id), alarm });
  }
  return [...alarms.values()];
}

function votingMember({ ID, name, clientURLs }: { ID: string; name: string; clientURLs: string[] }) {
  return { id: hexadecimal(ID), name, urls: clientURLs };
}

function hexadecimal(id: string): string {
  return BigInt(id).toString(16);
}
