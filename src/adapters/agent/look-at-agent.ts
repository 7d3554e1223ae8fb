import type { TLSSocket } from 'node:tls';
import {
  type ConnectionLook,
  failed,
  type LayerLook,
  type LayerName,
  layersOf,
  passed,
  tlsLayer,
  unchecked,
  unused,
} from '../../cluster/evidence/connection-look.js';
import { Failure } from '../../errors.js';
import { type Hint, hint } from '../../formats/hint.js';
import type { AskedMember } from '../../operations/ports/ports.js';
import type { Exchange, Layer } from '../exchange/http-exchange.js';
import type { Explanation } from './explain-alert.js';
import { explainDenial, isDenial, NO_ADDRESS } from './explain-answer.js';
import { explainFailure } from './explain-failure.js';
import { requestFor } from './requests.js';
import { agentUrl, Transport, type TransportOptions } from './transport.js';

const LAYERS: readonly LayerName[] = ['resolve', 'tcp', 'tls', 'answer', 'login'];

/** Agents refuse it with 400 once they have accepted the credentials (2.1 to 4.1: `_read_json_content` of api.py). */
const CHANGES_NOTHING = requestFor({ verb: 'patch-config', patch: {} });

const LIMITS = { connectMs: 1000, handshakeMs: 2000, bodyBytes: 64 * 1024 };

/** Steps through a connection to an agent, as somebody who wants to change something. */
export async function lookAtAgent(
  options: TransportOptions,
  member: AskedMember,
  timeoutMs: number,
): Promise<ConnectionLook> {
  const url = agentUrl(member.apiUrl, CHANGES_NOTHING.path);
  const look = { target: 'agent', subject: member.name, address: url?.host ?? null } as const;
  if (url === null) {
    const { code, reason } = NO_ADDRESS;
    const layers = layersOf(LAYERS, [failed('resolve', code, reason, ADDRESS_KEY)]);
    return { ...look, layers, certificateEnds: null };
  }
  let stands: LayerLook = url.protocol === 'https:' ? passed('tls') : unused('tls', 'http');
  let ends: Date | null = null;
  const onSecure = (socket: TLSSocket): void => {
    ends = endOf(socket);
    stands = tlsLayer(socket.getProtocol(), ends, new Date());
  };
  const limits = { ...LIMITS, totalMs: timeoutMs };
  try {
    const result = await new Transport(options).exchange(url, CHANGES_NOTHING, limits, { onSecure });
    const taken = await judge(url, result, stands, options);
    return { ...look, layers: layersOf(LAYERS, taken), certificateEnds: isoOf(ends) };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const { code, message, next } = thrown.problem;
    const taken = [unchecked('resolve'), unchecked('tcp'), failed('tls', code, message, next)];
    return { ...look, layers: layersOf(LAYERS, taken), certificateEnds: null };
  }
}

const ADDRESS_KEY = hint`it is restapi.connect_address of this agent`;

async function judge(
  url: URL,
  result: Exchange,
  tls: LayerLook,
  { settings, placeOf }: TransportOptions,
): Promise<readonly LayerLook[]> {
  const before = [passed('resolve'), passed('tcp'), tls];
  const denial = (layer: LayerName, { code, reason, key }: Explanation, otherwise: Hint | null) =>
    failed(layer, code, reason, key === undefined ? otherwise : hint`${key} in ${placeOf(key)}`);
  if ('error' in result) {
    const explanation = await explainFailure(url, result.layer, result.error);
    const layer = explanation.code === 'agent-tls' ? 'tls' : LAYER_OF[result.layer];
    const taken = before.slice(0, LAYERS.indexOf(layer));
    return [...taken, denial(layer, explanation, layer === 'answer' ? null : ADDRESS_KEY)];
  }
  const answered = [...before, passed('answer')];
  if (isDenial(result)) return [...answered, denial('login', explainDenial(result), null)];
  if (!UNDERSTOOD.includes(result.status)) {
    return [...answered, unchecked('login', `it answers ${result.status} to an empty PATCH /config`)];
  }
  const { login } = settings;
  return [
    ...answered,
    login === null ? unused('login', 'none is wanted') : passed('login', `as ${login.username}`),
  ];
}

/** What an agent answers to an empty patch once it is content with the credentials. */
const UNDERSTOOD = [200, 400, 503];

const LAYER_OF: Readonly<Record<Layer, LayerName>> = {
  resolve: 'resolve',
  connect: 'tcp',
  tls: 'tls',
  answer: 'answer',
  body: 'answer',
};

function endOf(socket: TLSSocket): Date | null {
  const ends = new Date(socket.getPeerCertificate().valid_to);
  return Number.isNaN(ends.getTime()) ? null : ends;
}

function isoOf(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
