import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentClient, type AgentOptions } from '../../../src/adapters/agent/client.js';
import { exchange } from '../../../src/adapters/exchange/http-exchange.js';
import type { Failure, Problem } from '../../../src/errors.js';
import { hint } from '../../../src/formats/hint.js';
import type { AgentSettings } from '../../../src/operations/settings.js';
import { agentRecording } from '../../support/agent-recordings.js';
import { type Certificate, TestAuthority } from '../../support/certificates.js';
import { freePort } from '../../support/ports.js';
import { answering, NO_SETTINGS, Servers } from './servers.js';

const PRIMARY = agentRecording('patroni-4.1.5/primary').body;

const warnings: Problem[] = [];
let servers: Servers;
let authority: TestAuthority;
let certificate: Certificate;

beforeAll(async () => {
  servers = await Servers.create();
  ({ authority, certificate } = servers);
});
afterAll(() => servers.remove());
afterEach(async () => {
  warnings.length = 0;
  await servers.closeAll();
});

interface Asking extends Partial<Omit<AgentOptions, 'settings'>> {
  readonly settings?: Partial<AgentSettings>;
}

function client({ settings = {}, ...options }: Asking = {}): AgentClient {
  return new AgentClient({
    settings: { ...NO_SETTINGS, ...settings },
    placeOf: () => '/etc/patroni.yml, line 7',
    systemAuthorities: async () => null,
    deadlineMs: 5000,
    warn: (problem) => warnings.push(problem),
    limits: { connectMs: 300, totalMs: 600 },
    ...options,
  });
}

/** What comes of asking pg1 of the cluster h5 at this address: the problem, or null if all is well. */
async function problemAt(apiUrl: string | null, asking: Asking = {}): Promise<Partial<Problem> | null> {
  const answer = await client(asking).readStatus({ scope: 'h5', name: 'pg1', apiUrl });
  return answer.ok ? null : answer.problem;
}

const serve = (listener: RequestListener): Promise<string> => servers.serve(listener);
const serveRaw = (...args: Parameters<Servers['serveRaw']>): Promise<string> => servers.serveRaw(...args);
const serveTls = (options?: ServerOptions, host?: string): Promise<string> =>
  servers.serveTls(answering(PRIMARY), options, host);

describe('an agent that answers', () => {
  it('in HTTP/1.0, as agents do', async () => {
    const url = await serve(answering(PRIMARY));
    const answer = await client().readStatus({ scope: 'h5', name: 'pg1', apiUrl: url });
    expect(answer).toMatchObject({
      ok: true,
      value: { name: 'pg1', patroniVersion: '4.1.5', serverVersion: 150018 },
    });
  });

  it('is asked by GET /patroni, whatever path it publishes, on a connection that is not kept', async () => {
    const seen: IncomingMessage[] = [];
    const url = await serve((request, response) => {
      seen.push(request);
      response.end(PRIMARY);
    });
    await problemAt(url.replace('/patroni', '/some/path?x=1'));
    expect(seen).toHaveLength(1);
    const [{ method, url: path, headers } = expect.unreachable()] = seen;
    expect({ method, path }).toEqual({ method: 'GET', path: '/patroni' });
    expect(headers).toEqual({ 'user-agent': 'ctl', host: new URL(url).host, connection: 'close' });
  });

  it('gets the login when there is one, as from patronictl; that of an address counts nothing', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(PRIMARY);
    });
    await problemAt(url.replace('//', '//somebody:secret@'));
    await problemAt(url, { settings: { login: { username: 'ops', password: 'pässword:1' } } });
    expect(seen).toEqual([undefined, `Basic ${Buffer.from('ops:pässword:1').toString('base64')}`]);
  });

  it.each([
    ['the same time', 0, 0],
    ['an hour ahead', 3_600_000, 3_600_000],
    ['an hour behind', -3_600_000, -3_600_000],
  ])('with %s on its clock', async (_, offset, ahead) => {
    const url = await serve((_request, response) => {
      response.setHeader('date', new Date(Date.now() + offset).toUTCString());
      response.end(PRIMARY);
    });
    const answer = await client().readStatus({ scope: 'h5', name: 'pg1', apiUrl: url });
    const told = answer.ok ? (answer.clockAheadMs ?? Number.NaN) : Number.NaN;
    // The header tells whole seconds.
    expect(Math.abs(told - ahead)).toBeLessThan(2000);
  });

  it('without a date tells nothing of its clock', async () => {
    const url = await serve((_request, response) => {
      response.sendDate = false;
      response.end(PRIMARY);
    });
    const answer = await client().readStatus({ scope: 'h5', name: 'pg1', apiUrl: url });
    expect(answer).toMatchObject({ ok: true, clockAheadMs: null });
  });

  it('directly, not through a proxy of the environment', async () => {
    const url = await serve(answering(PRIMARY));
    process.env.http_proxy = `http://127.0.0.1:${await freePort()}`;
    expect(await problemAt(url)).toBeNull();
    delete process.env.http_proxy;
  });

  it('at a name as well', async () => {
    const url = await serve(answering(PRIMARY));
    expect(await problemAt(url.replace('127.0.0.1', 'localhost'))).toBeNull();
  });
});

it.each([
  ['{"pause":true}', '14'],
  [null, '0'],
])('a request has the length that agents insist on: %s', async (body, length) => {
  const seen: unknown[] = [];
  const url = new URL(
    await serve(({ method, headers }, response) => {
      seen.push(method, headers['content-length']);
      response.writeHead(202, { date: 'Sun, 22 Nov 2026 12:00:00 GMT' }).end('reload scheduled');
    }),
  );
  const limits = { connectMs: 300, handshakeMs: 300, totalMs: 600, bodyBytes: 100 };
  const result = await exchange({ url, method: 'POST', headers: {}, body, tls: null, limits });
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT';
  expect(result).toEqual({ status: 202, body: 'reload scheduled', date });
  expect(seen).toEqual(['POST', length]);
});

describe('an agent that gives no answer', () => {
  it.each<{ name: string; open: () => Promise<string | null>; reason: string }>([
    { name: 'down', open: async () => `http://127.0.0.1:${await freePort()}`, reason: 'connection refused' },
    { name: 'silent', open: () => serveRaw(), reason: 'accepts the connection but does not answer' },
    {
      name: 'silent behind https',
      open: async () => (await serveRaw()).replace('http:', 'https:'),
      reason: 'accepts the connection but does not answer the TLS handshake',
    },
    {
      name: 'slow within its answer',
      open: () => serve((_, response) => response.writeHead(200).write('{"state":')),
      reason: 'does not finish its answer',
    },
    {
      name: 'dripping its answer',
      open: () => serve(drip),
      reason: 'does not finish its answer',
    },
    {
      name: 'closing at once',
      open: () => serveRaw((socket) => socket.end()),
      reason: 'closes the connection without an answer',
    },
    {
      name: 'resetting the connection',
      open: () => serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy())),
      reason: 'closes the connection without an answer',
    },
    {
      name: 'breaking off',
      open: () =>
        serveRaw((socket) =>
          socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n{')),
        ),
      reason: 'breaks off its answer',
    },
  ])('$name', async ({ open, reason }) => {
    const url = await open();
    const start = performance.now();
    expect(await problemAt(url)).toEqual({
      code: 'agent-unreachable',
      message: `${new URL(url ?? '').host}: ${reason}`,
      subject: 'pg1',
      next: null,
    });
    expect(performance.now() - start).toBeLessThan(1200);
  });

  it.each([null, 'nonsense', 'ftp://127.0.0.1/'])('because it publishes no address: %s', async (apiUrl) => {
    expect(await problemAt(apiUrl)).toMatchObject({
      code: 'agent-unreachable',
      message: 'publishes no address of its REST API',
    });
  });

  it('because its name does not exist', async () => {
    const problem = await problemAt('http://no-such-host.invalid:8008/patroni', {
      limits: { connectMs: 3000, totalMs: 3000 },
    });
    expect(problem?.message).toMatch(
      /^no-such-host.invalid:8008: the name no-such-host.invalid cannot be resolved/,
    );
  });

  it('because it lies behind a network that drops packets', async () => {
    const start = performance.now();
    const problem = await problemAt('http://192.0.2.1:8008/patroni', { limits: { connectMs: 200 } });
    expect(problem?.code).toBe('agent-unreachable');
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('because no time is left', async () => {
    const url = await serve(answering(PRIMARY));
    expect(await problemAt(url, { deadlineMs: 0 })).toMatchObject({
      code: 'agent-unreachable',
      message: expect.stringContaining('no time was left'),
    });
    const start = performance.now();
    await problemAt(await serveRaw(), { deadlineMs: 150 });
    expect(performance.now() - start).toBeLessThan(500);
  });
});

function drip(_: IncomingMessage, response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

describe('an answer that is not the one of the agent that is meant', () => {
  const other = (scope: string, name?: string): RequestListener =>
    answering(JSON.stringify({ state: 'running', patroni: { version: '4.1.5', scope, name } }));

  it.each<{ name: string; listener: RequestListener; problem: Partial<Problem> }>([
    {
      name: 'another member',
      listener: other('h5', 'pg2'),
      problem: { code: 'agent-is-someone-else', message: 'is pg2 of h5, not pg1 of h5' },
    },
    {
      name: 'another cluster',
      listener: other('prod', 'pg1'),
      problem: { code: 'agent-is-someone-else', message: 'is pg1 of prod, not pg1 of h5' },
    },
    {
      name: 'another cluster before 3.2',
      listener: other('prod'),
      problem: { code: 'agent-is-someone-else', message: 'is an agent of prod, not pg1 of h5' },
    },
    {
      name: 'something else',
      listener: answering('<html>Welcome to nginx</html>'),
      problem: { code: 'agent-answer', message: 'answers, but is no agent' },
    },
    {
      name: 'something else, with a status',
      listener: answering('<html>nothing here</html>', 404),
      problem: { code: 'agent-answer', message: 'answers 404' },
    },
    {
      name: 'somewhere else',
      listener: (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      problem: { code: 'agent-answer', message: 'answers 302' },
    },
    {
      name: 'endless',
      listener: endless,
      problem: { code: 'agent-answer', message: 'its answer does not end' },
    },
    {
      name: 'a refused login',
      listener: answering('not authenticated', 401),
      problem: {
        code: 'agent-auth',
        message: 'refuses the login: not authenticated',
        next: hint`ctl.authentication in /etc/patroni.yml, line 7`,
      },
    },
    {
      name: 'a missing client certificate',
      listener: answering('client certificate required', 403),
      problem: {
        code: 'agent-auth',
        message: 'client certificate required',
        next: hint`ctl.certfile in /etc/patroni.yml, line 7`,
      },
    },
    {
      name: 'an address that is not allowed',
      listener: answering('Access is denied', 403),
      problem: { code: 'agent-auth', message: 'Access is denied (restapi.allowlist of this agent)' },
    },
  ])('$name', async ({ listener, problem }) => {
    const url = await serve(listener);
    const message = `${new URL(url).host}: ${problem.message}`;
    expect(await problemAt(url)).toEqual({ subject: 'pg1', next: null, ...problem, message });
  });

  it('another protocol', async () => {
    const url = await serveRaw((socket) => socket.end('220 mail.example.org ESMTP\r\n'));
    expect(await problemAt(url)).toMatchObject({
      code: 'agent-answer',
      message: expect.stringMatching(/does not speak HTTP$/),
    });
  });
});

function endless(_: IncomingMessage, response: ServerResponse): void {
  response.on('error', () => {});
  const more = (): void => {
    while (response.writable && response.write('x'.repeat(65_536)));
  };
  response.on('drain', more);
  more();
}

describe('TLS', () => {
  const trusting = (): Partial<AgentSettings> => ({ cacert: authority.cert });

  it('trusts the authority of the settings, and no other', async () => {
    const url = await serveTls();
    expect(await problemAt(url, { settings: trusting() })).toBeNull();
    expect(await problemAt(url)).toEqual({
      code: 'agent-tls',
      message: `${new URL(url).host}: its certificate is of an unknown authority`,
      subject: 'pg1',
      next: 'ctl.cacert in /etc/patroni.yml, line 7',
    });
    expect(warnings).toEqual([]);
  });

  it('trusts the authorities of the system if the settings name none', async () => {
    const url = await serveTls();
    expect(await problemAt(url, { systemAuthorities: async () => readFileSync(authority.cert) })).toBeNull();
  });

  it('believes no certificate that has expired, and tells since when', async () => {
    const { cert, key } = await authority.issue('expired', { days: -1 });
    const url = await serveTls({ cert: readFileSync(cert), key: readFileSync(key) });
    expect(await problemAt(url, { settings: trusting() })).toMatchObject({
      code: 'agent-tls',
      message: expect.stringMatching(
        /: its certificate has expired on \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/,
      ),
    });
  });

  it('believes no certificate of another host, and tells for which it is', async () => {
    const { cert, key } = await authority.issue('other', { names: 'DNS:pg9.example' });
    const options = { cert: readFileSync(cert), key: readFileSync(key) };
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = await serveTls(options, host);
      expect(await problemAt(url, { settings: trusting() })).toMatchObject({
        code: 'agent-tls',
        message: `${new URL(url).host}: its certificate is not for ${host} but for DNS:pg9.example`,
      });
    }
  });

  it('asks a name by its name', async () => {
    const names: string[] = [];
    const url = await serveTls(
      {
        SNICallback: (name, done) => {
          names.push(name);
          done(null);
        },
      },
      'localhost',
    );
    expect(await problemAt(url, { settings: trusting() })).toBeNull();
    expect(names).toEqual(['localhost']);
  });

  it('knows an agent that speaks none, and one that speaks nothing else', async () => {
    const plain = (await serve(answering(PRIMARY))).replace('http:', 'https:');
    expect(await problemAt(plain)).toMatchObject({
      code: 'agent-tls',
      message: expect.stringMatching(/does not speak TLS, though its api_url says https$/),
    });
    const secure = (await serveTls()).replace('https:', 'http:');
    expect(await problemAt(secure)).toMatchObject({
      code: 'agent-tls',
      message: expect.stringMatching(/speaks TLS, though its api_url says http$/),
    });
  });

  describe('that is insecure', () => {
    const insecure = true;

    it('verifies nothing without a client certificate, and says so once', async () => {
      const { cert, key } = await authority.issue('old', { days: -1, names: 'DNS:pg9.example' });
      const url = await serveTls({ cert: readFileSync(cert), key: readFileSync(key) });
      const agents = client({ settings: { insecure } });
      const member = { scope: 'h5', name: 'pg1', apiUrl: url };
      const answers = await Promise.all([agents.readStatus(member), agents.readStatus(member)]);
      expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
      expect(warnings.map(({ message }) => message)).toEqual([
        'the certificates of the agents are not verified',
      ]);
    });

    it('verifies all but the host name with one', async () => {
      const own = await authority.issue('client');
      const settings = { insecure, certfile: own.cert, keyfile: own.key };
      const { cert, key } = await authority.issue('elsewhere', { names: 'DNS:pg9.example' });
      const url = await serveTls({ cert: readFileSync(cert), key: readFileSync(key) });
      expect(await problemAt(url, { settings: { ...settings, ...trusting() } })).toBeNull();
      expect(warnings.map(({ message }) => message)).toEqual([
        'the host names in the certificates of the agents are not verified',
      ]);
      expect(await problemAt(url, { settings })).toMatchObject({
        code: 'agent-tls',
        message: expect.stringContaining('unknown authority'),
      });
    });

    it('does not matter to http', async () => {
      expect(await problemAt(await serve(answering(PRIMARY)), { settings: { insecure } })).toBeNull();
      expect(warnings).toEqual([]);
    });
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('an agent that wants a client certificate, %s', (version) => {
  const demanding = (): Promise<string> =>
    serveTls({
      requestCert: true,
      ca: readFileSync(authority.cert),
      minVersion: version,
      maxVersion: version,
    });
  let own: Certificate;

  beforeAll(async () => {
    own = await authority.issue(`client-${version}`);
  });

  it('gets it', async () => {
    const url = await demanding();
    const { cert, key } = own;
    const encrypted = await authority.encrypt(own, 'opensesame');
    const keyfilePassword = 'opensesame';
    const ways: Partial<AgentSettings>[] = [
      { certfile: cert, keyfile: key },
      { certfile: cert, keyfile: encrypted, keyfilePassword },
      { certfile: await authority.join(cert, key) },
      { certfile: await authority.join(cert, encrypted), keyfilePassword },
    ];
    for (const way of ways) {
      expect(await problemAt(url, { settings: { cacert: authority.cert, ...way } })).toBeNull();
    }
  });

  it('says so if there is none', async () => {
    expect(await problemAt(await demanding(), { settings: { cacert: authority.cert } })).toMatchObject({
      code: 'agent-tls',
      message: expect.stringMatching(/: wants a client certificate$/),
      next: 'ctl.certfile in /etc/patroni.yml, line 7',
    });
  });

  it('says so if it is of another authority', async () => {
    const url = await servers.serveOpenssl(version);
    const stranger = await TestAuthority.create();
    const { cert, key } = await stranger.issue('client');
    const problem = await problemAt(url, {
      settings: { cacert: authority.cert, certfile: cert, keyfile: key },
    });
    await stranger.remove();
    expect(problem).toMatchObject({
      code: 'agent-tls',
      message: expect.stringContaining('does not accept the client certificate (unknown ca)'),
    });
  });
});

describe('files of the settings that are of no use end the command', () => {
  const failureOf = async (settings: Partial<AgentSettings>): Promise<string> => {
    const url = await serveTls();
    return problemAt(url, { settings: { cacert: authority.cert, ...settings } }).then(
      () => expect.unreachable('no failure'),
      ({ outcome, problem, message }: Failure) => `${outcome} ${problem.code} ${message}`,
    );
  };

  it('missing ones', async () => {
    expect(await failureOf({ cacert: '/nonexistent.pem' })).toMatch(
      /^usage bad-settings \/etc\/patroni.yml, line 7: ctl.cacert: the file cannot be read: ENOENT/,
    );
    expect(await failureOf({ certfile: '/nonexistent.pem' })).toContain(
      'ctl.certfile: the file cannot be read',
    );
  });

  it('an authority that is none', async () => {
    expect(await failureOf({ cacert: certificate.key })).toContain('holds no certificate in PEM form');
  });

  it('a key that is encrypted, with a wrong password or none, which is never shown', async () => {
    const keyfile = await authority.encrypt(certificate, 'opensesame');
    const settings = { certfile: certificate.cert, keyfile };
    expect(await failureOf(settings)).toBe(
      'usage bad-settings /etc/patroni.yml, line 7: ctl.keyfile_password: the private key is encrypted, and this is not set',
    );
    expect(await failureOf({ ...settings, keyfilePassword: 'mellon' })).toBe(
      'usage bad-settings /etc/patroni.yml, line 7: ctl.keyfile_password: it does not open the private key',
    );
  });

  it('a key that belongs to another certificate, or is not there', async () => {
    const other = await authority.issue('unrelated');
    expect(await failureOf({ certfile: certificate.cert, keyfile: other.key })).toContain(
      'does not belong to the certificate',
    );
    expect(await failureOf({ certfile: certificate.cert })).toContain('no private key can be read');
  });

  it('but not while no agent speaks https', async () => {
    expect(
      await problemAt(await serve(answering(PRIMARY)), { settings: { cacert: '/nonexistent.pem' } }),
    ).toBeNull();
  });
});

describe('many agents', () => {
  it('are asked at the same time, 16 at once', async () => {
    let open = 0;
    let most = 0;
    const url = await serve((_, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end(PRIMARY);
      }, 50);
    });
    const agents = client();
    const member = { scope: 'h5', name: 'pg1', apiUrl: url };
    const answers = await Promise.all(Array.from({ length: 40 }, () => agents.readStatus(member)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(most).toBe(16);
  });

  it('do not wait for a silent one', async () => {
    const [silent, good] = [await serveRaw(), await serve(answering(PRIMARY))];
    const agents = client();
    const start = performance.now();
    const slow = agents.readStatus({ scope: 'h5', name: 'pg1', apiUrl: silent });
    expect(await agents.readStatus({ scope: 'h5', name: 'pg1', apiUrl: good })).toMatchObject({ ok: true });
    expect(performance.now() - start).toBeLessThan(500);
    expect((await slow).ok).toBe(false);
  });
});
