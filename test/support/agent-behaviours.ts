import { STATUS_CODES } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Exchange } from './stand-in-exchange.js';

/** What is done with a request that changes something. */
export type Behaviour = (exchange: Exchange) => Promise<void>;

/** Passes the request on, and the agent's reply back, byte for byte. */
export const pass: Behaviour = async (exchange) => {
  await exchange.forward();
  exchange.send(await exchange.agentReply());
};

/** Passes it on and does not wait: the reply is a 503 at once, the agent's own is thrown away. */
export function answer503AfterForwarding(text: string): Behaviour {
  return async (exchange) => {
    await exchange.forward();
    exchange.send(agentReply(503, text));
  };
}

/** Passes it on, and ends the connection without a reply. */
export const cutAfterForwarding: Behaviour = async (exchange) => {
  await exchange.forward();
  exchange.cut();
};

/** Passes it on, and never answers. */
export const silentAfterForwarding: Behaviour = (exchange) => exchange.forward();

/** The agent's reply comes later by so many milliseconds. */
export function delayReply(ms: number): Behaviour {
  return async (exchange) => {
    await exchange.forward();
    const reply = await exchange.agentReply();
    await setTimeout(ms);
    exchange.send(reply);
  };
}

/** The agent never sees it, and nobody answers. */
export const silentWithoutForwarding: Behaviour = async () => {};

/** The agent never sees it. */
export function answer(status: number, text: string): Behaviour {
  return async (exchange) => exchange.send(agentReply(status, text));
}

/** Written as Patroni's agents write it: HTTP/1.0 without a length, ended by the end of the connection. */
function agentReply(status: number, text: string): Buffer {
  const head = [
    `HTTP/1.0 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Server: BaseHTTP/0.6 Python/3.11.2',
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/html',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
}
