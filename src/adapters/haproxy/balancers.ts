import { readFile } from 'node:fs/promises';
import type { Look } from '../../cluster/evidence/look.js';
import type { BalancerState } from '../../cluster/haproxy/balancer-state.js';
import { type Address, parseAddress } from '../../formats/addresses.js';
import { hint } from '../../formats/hint.js';
import type {
  BalancerOrders,
  BalancerReply,
  Balancers,
  ServerOrder,
} from '../../operations/ports/balancer-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { BalancerSettings } from '../../operations/settings.js';
import { askRuntime } from './ask-runtime.js';
import { decodeRuntime, QUESTIONS } from './decode-runtime.js';
import { decodeStat } from './decode-stat.js';
import { explainPage, explainRuntime, failed, type Trouble } from './explain-failure.js';
import { csvUrl, readPage } from './read-page.js';

const MAXIMUM_FILE_BYTES = 4 * 1024 * 1024;

/** The runtime API on a Unix socket or over TCP, or the stats page. */
type StatsPlace = { readonly runtime: { readonly path: string } | Address } | { readonly page: string };

/** As HAProxy writes names, which have neither spaces nor separators of commands. */
const NAME = /^[A-Za-z0-9_.:-]+$/;

/** The HAProxies of the settings. `systemAuthorities` is for pages over https without an authority of their own. */
export class HaproxyClient implements Balancers, BalancerOrders {
  constructor(
    private readonly systemAuthorities: () => Promise<Buffer | null>,
    private readonly trace: Trace | null = null,
  ) {}

  async read(balancer: BalancerSettings, timeoutMs: number): Promise<Look<BalancerState>> {
    const begun = performance.now();
    const state = await this.readState(balancer, timeoutMs);
    const tookMs = Math.round(performance.now() - begun);
    return 'trouble' in state ? { ok: false, ...state.trouble, tookMs } : { ok: true, value: state, tookMs };
  }

  async readFile(path: string): Promise<Look<string>> {
    const begun = performance.now();
    const took = (): number => Math.round(performance.now() - begun);
    try {
      const text = await readFile(path, 'utf8');
      if (text.length > MAXIMUM_FILE_BYTES) throw new Error('it is too long');
      return { ok: true, value: text, tookMs: took() };
    } catch (thrown) {
      const message = `${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      return { ok: false, code: 'haproxy-file-unreadable', message, next: null, tookMs: took() };
    }
  }

  async send(balancer: BalancerSettings, order: ServerOrder, timeoutMs: number): Promise<BalancerReply> {
    const stats = balancer.stats ?? '';
    const place = statsPlace(stats);
    const subject = `${order.pool}/${order.server}`;
    if (place === null || 'page' in place) {
      const message = 'a stats page takes no orders';
      const next = hint`name the stats socket or the TCP address of the runtime API in ctl.haproxy`;
      return { kind: 'not-sent', problem: { code: 'haproxy-takes-no-orders', message, subject, next } };
    }
    const answer = await askRuntime(place.runtime, orderLine(order), timeoutMs, this.trace);
    if ('text' in answer) return judgeReply(order, answer.text);
    const { code, message, next } = explainRuntime(stats, answer.error);
    const kind = answer.layer === 'connect' ? 'not-sent' : 'doubtful';
    return { kind, problem: { code, message, subject, next } };
  }

  private async readState(
    balancer: BalancerSettings,
    timeoutMs: number,
  ): Promise<BalancerState | { readonly trouble: Trouble }> {
    const stats = balancer.stats ?? '';
    const place = statsPlace(stats);
    if (place === null) return failed('haproxy-unreachable', 'this is no stats address');
    if ('page' in place) return this.readPage(place.page, balancer, timeoutMs);
    const answer = await askRuntime(place.runtime, QUESTIONS, timeoutMs, this.trace);
    if (!('text' in answer)) return { trouble: explainRuntime(stats, answer.error) };
    const state = decodeRuntime(answer.text);
    return state ?? failed('haproxy-unreachable', 'what answers is not the runtime API of HAProxy');
  }

  private async readPage(
    stats: string,
    { login, cacert }: BalancerSettings,
    timeoutMs: number,
  ): Promise<BalancerState | { readonly trouble: Trouble }> {
    const url = csvUrl(stats);
    let ca: Buffer | null = null;
    if (url.protocol === 'https:') {
      if (cacert !== null) {
        const file = await this.readFile(cacert);
        if (!file.ok) return { trouble: file };
        ca = Buffer.from(file.value);
      } else ca = await this.systemAuthorities();
    }
    const page = await readPage(url, { login, ca, timeoutMs, trace: this.trace });
    if ('error' in page || page.status !== 200) return { trouble: explainPage(stats, page, login !== null) };
    const pools = decodeStat(page.body);
    if (pools === null) return failed('haproxy-unreachable', 'what answers is not the stats page of HAProxy');
    return { version: null, uptime: null, pools };
  }
}

/** Null if it is none of them. */
function statsPlace(stats: string): StatsPlace | null {
  if (stats.startsWith('/')) return { runtime: { path: stats } };
  if (/^https?:\/\//i.test(stats) && URL.canParse(stats)) return { page: stats };
  const address = parseAddress(stats);
  return address === null ? null : { runtime: address };
}

/** A command of the runtime API. */
function orderLine({ pool, server, set }: ServerOrder): string {
  if (!NAME.test(pool) || !NAME.test(server)) throw new Error(`no names of HAProxy: ${pool}/${server}`);
  return `set server ${pool}/${server} ${set}`;
}

/** HAProxy says nothing if it did as it was told. */
function judgeReply({ pool, server }: ServerOrder, text: string): BalancerReply {
  const said = text.trim();
  const subject = `${pool}/${server}`;
  if (said === '') return { kind: 'done' };
  if (/permission denied/i.test(said)) {
    const message = 'it does not allow orders';
    const next = hint`its stats socket needs "level admin"`;
    return { kind: 'refused', problem: { code: 'haproxy-not-allowed', message, subject, next } };
  }
  const message = said.split('\n')[0] ?? '';
  return { kind: 'refused', problem: { code: 'haproxy-refused', message, subject, next: null } };
}
