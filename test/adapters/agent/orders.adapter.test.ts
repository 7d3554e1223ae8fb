import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentClient, type AgentOptions } from '../../../src/adapters/agent/client.js';
import type { Problem } from '../../../src/errors.js';
import type { AgentOrder, AgentReply } from '../../../src/operations/ports/agent-order.js';
import type { AgentSettings } from '../../../src/operations/settings.js';
import { agentRecording } from '../../support/agent-recordings.js';
import { TestAuthority } from '../../support/certificates.js';
import { freePort } from '../../support/ports.js';
import { answering, NO_SETTINGS, Servers } from './servers.js';

const SWITCHOVER: AgentOrder = { verb: 'switchover', leader: 'pg1', candidate: 'pg2', scheduledAt: null };
const TIMEOUT_MS = 500;
/** Longer than any repetition would wait. */
const QUIET_MS = 400;

let servers: Servers;

beforeAll(async () => {
  servers = await Servers.create();
});
afterAll(() => servers.remove());
afterEach(() => servers.closeAll());

interface Sending extends Partial<Omit<AgentOptions, 'settings'>> {
  readonly settings?: Partial<AgentSettings>;
  readonly order?: AgentOrder;
  readonly timeoutMs?: number;
}

function client({ settings = {}, ...options }: Sending = {}): AgentClient {
  return new AgentClient({
    settings: { ...NO_SETTINGS, ...settings },
    placeOf: () => '/etc/patroni.yml, line 7',
    systemAuthorities: async () => null,
    deadlineMs: 100,
    warn: () => {},
    limits: { connectMs: 300, handshakeMs: 300, totalMs: 200 },
    ...options,
  });
}

function send(apiUrl: string | null, { order, timeoutMs, ...sending }: Sending = {}): Promise<AgentReply> {
  const member = { scope: 'h5', name: 'pg1', apiUrl };
  return client(sending).send(member, order ?? SWITCHOVER, timeoutMs ?? TIMEOUT_MS);
}

function problemOf(reply: AgentReply): Problem {
  return 'problem' in reply ? reply.problem : expect.unreachable('an answer');
}

interface Received {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Remembers every request to the listener. */
function recording(listener: RequestListener): { readonly received: Received[]; listener: RequestListener } {
  const received: Received[] = [];
  return {
    received,
    listener: async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, url, headers } = request;
      received.push({ line: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString() });
      listener(request, response);
    },
  };
}

/** Counts requests by their first line, also on connections that come to nothing. */
function counting(answer: (socket: Socket) => void): {
  readonly received: string[];
  onConnection: (socket: Socket) => void;
} {
  const received: string[] = [];
  return {
    received,
    onConnection: (socket) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (!text.endsWith('}')) return;
        received.push(text.split('\r\n')[0] ?? '');
        answer(socket);
      });
    },
  };
}

const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, QUIET_MS));

describe('an order', () => {
  it('is one POST to the address that the member publishes, with the login', async () => {
    const { received, listener } = recording(answering('Successfully switched over to "pg2"'));
    const url = await servers.serve(listener);
    const reply = await send(url, { settings: { login: { username: 'ops', password: 'mellon' } } });
    expect(reply).toEqual({ kind: 'answered', status: 200, text: 'Successfully switched over to "pg2"' });
    await quiet();
    expect(received).toEqual([
      {
        line: 'POST /switchover',
        headers: {
          'user-agent': 'ctl',
          authorization: `Basic ${Buffer.from('ops:mellon').toString('base64')}`,
          'content-type': 'application/json',
          'content-length': '34',
          host: new URL(url).host,
          connection: 'close',
        },
        body: '{"leader":"pg1","candidate":"pg2"}',
      },
    ]);
  });

  it('has the length of its bytes, not of its letters', async () => {
    const { received, listener } = recording(answering('ok'));
    const order: AgentOrder = { verb: 'failover', candidate: 'pgä' };
    await send(await servers.serve(listener), { order });
    expect(received.map(({ line, body }) => [line, body])).toEqual([
      ['POST /failover', '{"candidate":"pgä"}'],
    ]);
    expect(received[0]?.headers['content-length']).toBe('20');
  });

  it('has a time of its own, neither that of a reading nor that of all readings', async () => {
    const url = await servers.serve((request, response) => {
      setTimeout(() => answering('at last')(request, response), 350);
    });
    const agents = client({ limits: { totalMs: 50 }, deadlineMs: 10 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const member = { scope: 'h5', name: 'pg1', apiUrl: url };
    expect(await agents.readStatus(member)).toMatchObject({ ok: false });
    expect(await agents.send(member, SWITCHOVER, 2000)).toMatchObject({ kind: 'answered', text: 'at last' });
  });

  it('does not wait in line behind readings', async () => {
    const [silent, good] = [await servers.serveRaw(), await servers.serve(answering('ok'))];
    const agents = client({ limits: { totalMs: 1500 }, deadlineMs: null });
    const readings = Array.from({ length: 16 }, () =>
      agents.readStatus({ scope: 'h5', name: 'pg2', apiUrl: silent }),
    );
    const start = performance.now();
    await agents.send({ scope: 'h5', name: 'pg1', apiUrl: good }, SWITCHOVER, 5000);
    expect(performance.now() - start).toBeLessThan(700);
    expect((await Promise.all(readings)).every(({ ok }) => !ok)).toBe(true);
  });

  it.each<[AgentOrder, string, string]>([
    [{ verb: 'cancel-switchover' }, 'DELETE /switchover', ''],
    [{ verb: 'reload' }, 'POST /reload', ''],
    [{ verb: 'patch-config', patch: { pause: true } }, 'PATCH /config', '{"pause":true}'],
  ])('has the method and the body that it needs: %j', async (order, line, body) => {
    const { received, listener } = recording(answering('ok'));
    expect(await send(await servers.serve(listener), { order })).toMatchObject({ kind: 'answered' });
    expect(received).toMatchObject([{ line, body }]);
  });

  it('goes over https as well', async () => {
    const { received, listener } = recording(answering('Switchover scheduled', 202));
    const url = await servers.serveTls(listener);
    expect(await send(url, { settings: { cacert: servers.authority.cert } })).toEqual({
      kind: 'answered',
      status: 202,
      text: 'Switchover scheduled',
    });
    expect(received).toHaveLength(1);
  });
});

describe('an answer, whatever it is', () => {
  const page = (name: string): string => agentRecording(`patroni-4.1.5/${name}`).body;

  it.each([
    [200, 'Successfully failed over to "pg2"', 'Successfully failed over to "pg2"'],
    [202, 'Switchover scheduled', 'Switchover scheduled'],
    [204, '', ''],
    [302, 'elsewhere', 'elsewhere'],
    [400, page('bad-body'), 'Bad Request'],
    [404, '{"detail": "no such path"}', '{"detail": "no such path"}'],
    [409, '<html><body><p>Message: Conflict.</p></body></html>', 'Conflict'],
    [412, page('switchover-refused'), 'leader name does not match'],
    [422, 'Cannot schedule switchover in the past', 'Cannot schedule switchover in the past'],
    [500, '', ''],
    [501, page('unknown-path'), "Unsupported method ('POST')"],
    [502, '<html><h1>Bad Gateway</h1></html>', ''],
    [503, 'Switchover status unknown', 'Switchover status unknown'],
    [503, 'x'.repeat(300), 'x'.repeat(300)],
  ])('%i', async (status, body, text) => {
    const { received, listener } = recording(answering(body, status));
    expect(await send(await servers.serve(listener))).toEqual({ kind: 'answered', status, text });
    await quiet();
    expect(received).toHaveLength(1);
  });
});

describe('an order that is denied', () => {
  it.each([
    [
      401,
      'not authenticated',
      'refuses the login: not authenticated',
      'ctl.authentication in /etc/patroni.yml, line 7',
    ],
    [
      403,
      'client certificate required',
      'client certificate required',
      'ctl.certfile in /etc/patroni.yml, line 7',
    ],
    [403, 'Access is denied', 'Access is denied (restapi.allowlist of this agent)', null],
  ])('%i %s', async (status, body, reason, next) => {
    const { received, listener } = recording(answering(body, status));
    const url = await servers.serve(listener);
    const message = `${new URL(url).host}: ${reason}`;
    expect(await send(url)).toEqual({
      kind: 'denied',
      problem: { code: 'agent-auth', message, subject: 'pg1', next },
    });
    await quiet();
    expect(received).toHaveLength(1);
  });
});

describe('an order whose answer is lost', () => {
  const HEAD = 'HTTP/1.0 200 OK\r\n';
  const end = (text: string) => (socket: Socket) => socket.end(text);
  const reset = (text: string) => (socket: Socket) => {
    socket.write(text);
    setTimeout(() => socket.resetAndDestroy(), 50);
  };

  it.each<[string, (socket: Socket) => void, string]>([
    ['ended before the head', end(''), 'the connection was cut before the answer'],
    [
      'reset before the head',
      (socket) => socket.resetAndDestroy(),
      'the connection was cut before the answer',
    ],
    ['ended within the head', end('HTTP/1.0 20'), 'the connection was cut before the answer'],
    ['ended between lines of the head', end(HEAD), 'the connection was cut before the answer'],
    [
      'ended within the body',
      end(`${HEAD}Content-Length: 99\r\n\r\nSuccess`),
      'the connection was cut within the answer',
    ],
    [
      'ended within a chunk',
      end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nSucc'),
      'the connection was cut within the answer',
    ],
    ['reset within the body', reset(`${HEAD}\r\nSuccess`), 'the connection was cut within the answer'],
    ['silent', () => {}, 'no answer in 0.5 s'],
    ['silent within the head', (socket) => socket.write(HEAD), 'no answer in 0.5 s'],
    [
      'silent within the body',
      (socket) => socket.write(`${HEAD}\r\nSuccess`),
      'the answer did not end in 0.5 s',
    ],
    ['of another protocol', end('220 mail.example.org ESMTP\r\n'), 'the answer is not HTTP'],
    [
      'endless',
      (socket) => socket.write(`${HEAD}\r\n${'x'.repeat(2 * 1024 * 1024)}`),
      'the answer does not end',
    ],
  ])('%s', async (_, answer, reason) => {
    const { received, onConnection } = counting(answer);
    const url = await servers.serveRaw(onConnection);
    const message = `${new URL(url).host}: ${reason}`;
    expect(await send(url)).toEqual({
      kind: 'doubtful',
      problem: { code: 'agent-reply-lost', message, subject: 'pg1', next: null },
    });
    await quiet();
    expect(received).toEqual(['POST /switchover HTTP/1.1']);
  });

  it('even if it was a refusal of the login', async () => {
    const { onConnection } = counting(end('HTTP/1.0 401 X\r\nContent-Length: 99\r\n\r\nnot'));
    expect(await send(await servers.serveRaw(onConnection))).toMatchObject({ kind: 'doubtful' });
  });

  it('because the connection is reset before anything is read', async () => {
    const url = await servers.serveRaw((socket) => setTimeout(() => socket.resetAndDestroy(), 50));
    expect((await send(url)).kind).toBe('doubtful');
  });

  it('behind https', async () => {
    const { received, listener } = recording((request) => request.socket.destroy());
    const url = await servers.serveTls(listener);
    const reply = await send(url, { settings: { cacert: servers.authority.cert } });
    expect(reply.kind).toBe('doubtful');
    expect(problemOf(reply).message).toMatch(/: the connection was cut before the answer$/);
    await quiet();
    expect(received).toHaveLength(1);
  });
});

describe('an order that cannot have been received', () => {
  it('because nobody listens', async () => {
    const host = `127.0.0.1:${await freePort()}`;
    expect(await send(`http://${host}`)).toEqual({
      kind: 'not-sent',
      problem: {
        code: 'agent-unreachable',
        message: `${host}: connection refused`,
        subject: 'pg1',
        next: null,
      },
    });
  });

  it.each([null, 'nonsense'])('because the member publishes no address: %s', async (apiUrl) => {
    expect(await send(apiUrl)).toMatchObject({
      kind: 'not-sent',
      problem: { code: 'agent-unreachable', message: 'publishes no address of its REST API' },
    });
  });

  it('because the name does not exist', async () => {
    const reply = await send('http://no-such-host.invalid:8008', {
      limits: { connectMs: 3000 },
      timeoutMs: 3000,
    });
    expect(reply.kind).toBe('not-sent');
    expect(problemOf(reply).message).toContain('no-such-host.invalid cannot be resolved');
  });

  it('because packets are dropped, which is known long before the order would be given up', async () => {
    const start = performance.now();
    expect((await send('http://192.0.2.1:8008', { timeoutMs: 30_000 })).kind).toBe('not-sent');
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('because the TLS handshake is not answered, which is known long before, too', async () => {
    let connections = 0;
    const url = await servers.serveRaw(() => {
      connections += 1;
    });
    const start = performance.now();
    const reply = await send(url.replace('http:', 'https:'), { timeoutMs: 30_000 });
    expect(performance.now() - start).toBeLessThan(1500);
    expect(reply).toMatchObject({ kind: 'not-sent', problem: { code: 'agent-unreachable' } });
    expect(problemOf(reply).message).toMatch(/does not answer the TLS handshake$/);
    expect(connections).toBe(1);
  });

  it('because the certificate is not believed', async () => {
    const { received, listener } = recording(answering('ok'));
    const url = await servers.serveTls(listener);
    expect(await send(url)).toMatchObject({
      kind: 'not-sent',
      problem: { code: 'agent-tls', next: 'ctl.cacert in /etc/patroni.yml, line 7' },
    });
    await quiet();
    expect(received).toEqual([]);
  });

  it('because the agent speaks no TLS', async () => {
    const { received, listener } = recording(answering('ok'));
    const url = (await servers.serve(listener)).replace('http:', 'https:');
    expect(await send(url)).toMatchObject({ kind: 'not-sent', problem: { code: 'agent-tls' } });
    await quiet();
    expect(received).toEqual([]);
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('an agent that wants a client certificate, %s', (version) => {
  it('has received nothing if it says that there is none', async () => {
    const { received, listener } = recording(answering('ok'));
    const url = await servers.serveTls(listener, {
      requestCert: true,
      ca: readFileSync(servers.authority.cert),
      minVersion: version,
      maxVersion: version,
    });
    const reply = await send(url, { settings: { cacert: servers.authority.cert } });
    expect(reply).toMatchObject({ kind: 'not-sent', problem: { code: 'agent-tls' } });
    expect(problemOf(reply).message).toMatch(/: wants a client certificate$/);
    await quiet();
    expect(received).toEqual([]);
  });

  it('has received nothing if it says that it does not accept the one it gets', async () => {
    const stranger = await TestAuthority.create();
    const { cert, key } = await stranger.issue('client');
    const settings = { cacert: servers.authority.cert, certfile: cert, keyfile: key };
    const reply = await send(await servers.serveOpenssl(version), { settings, timeoutMs: 3000 });
    await stranger.remove();
    expect(reply).toMatchObject({ kind: 'not-sent', problem: { code: 'agent-tls' } });
    expect(problemOf(reply).message).toContain('does not accept the client certificate (unknown ca)');
  });
});
