import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lookAtAgent } from '../../../src/adapters/agent/look-at-agent.js';
import type { ConnectionLook } from '../../../src/cluster/evidence/connection-look.js';
import type { AgentSettings } from '../../../src/operations/settings.js';
import { agentRecording } from '../../support/agent-recordings.js';
import { TestAuthority } from '../../support/certificates.js';
import { freePort } from '../../support/ports.js';
import { answering, NO_SETTINGS, Servers } from './servers.js';

const REFUSES_EMPTY = answering(agentRecording('patroni-4.1.5/bad-body').body, 400);
const LOGIN = { username: 'ops', password: 'not-to-be-told' };
const ADDRESS = 'it is restapi.connect_address of this agent';

let servers: Servers;
beforeAll(async () => {
  servers = await Servers.create();
});
afterAll(() => servers.remove());
afterEach(() => servers.closeAll());

function look(apiUrl: string | null, settings: Partial<AgentSettings> = {}): Promise<ConnectionLook> {
  const options = {
    settings: { ...NO_SETTINGS, login: LOGIN, ...settings },
    placeOf: () => 'settings.yml, line 7',
    systemAuthorities: async () => null,
    warn: () => {},
  };
  return lookAtAgent(options, { scope: 'demo', name: 'pg1', apiUrl }, 700);
}

function steps({ layers }: ConnectionLook): string {
  return layers.map(({ layer, state }) => `${layer} ${state}`).join(', ');
}

describe('an agent that answers', () => {
  it('is asked to change nothing, with the login, once', async () => {
    const seen: IncomingMessage[] = [];
    const bodies: string[] = [];
    const url = await servers.serve((request, response) => {
      seen.push(request);
      request.on('data', (chunk) => bodies.push(String(chunk)));
      request.on('end', () => REFUSES_EMPTY(request, response));
    });
    expect(steps(await look(url))).toBe('resolve ok, tcp ok, tls unused, answer ok, login ok');
    expect(seen.map(({ method, url: path }) => `${method} ${path}`)).toEqual(['PATCH /config']);
    expect(seen[0]?.headers.authorization).toMatch(/^Basic /);
    expect(bodies.join('')).toBe('{}');
  });

  it('is content without a login', async () => {
    const url = await servers.serve(REFUSES_EMPTY);
    expect((await look(url, { login: null })).layers.at(-1)).toMatchObject({
      state: 'unused',
      seen: 'none is wanted',
    });
  });

  it('with TLS tells when its certificate ends', async () => {
    const { certificate, authority } = servers;
    const url = await servers.serveTls(REFUSES_EMPTY, { key: readFileSync(certificate.key) });
    const seen = await look(url, { cacert: authority.cert });
    expect(steps(seen)).toBe('resolve ok, tcp ok, tls warning, answer ok, login ok');
    expect(Date.parse(seen.certificateEnds ?? '')).toBeGreaterThan(Date.now());
    expect(seen.layers[2]).toMatchObject({ code: 'certificate-ends-soon' });
  });

  it.each<{ name: string; listener: RequestListener; seen: string; next: string | null; code: string }>([
    {
      name: 'without the login',
      listener: answering(agentRecording('patroni-3.0.2/no-credentials').body, 401),
      seen: 'refuses the login: no auth header received',
      next: 'ctl.authentication in settings.yml, line 7',
      code: 'agent-auth',
    },
    {
      name: 'with a wrong password',
      listener: answering(agentRecording('patroni-4.1.5/wrong-password').body, 401),
      seen: 'refuses the login: not authenticated',
      next: 'ctl.authentication in settings.yml, line 7',
      code: 'agent-auth',
    },
    {
      name: 'without a client certificate',
      listener: answering('client certificate required', 403),
      seen: 'client certificate required',
      next: 'ctl.certfile in settings.yml, line 7',
      code: 'agent-auth',
    },
    {
      name: 'from another address',
      listener: answering('Access is denied', 403),
      seen: 'Access is denied (restapi.allowlist of this agent)',
      next: null,
      code: 'agent-auth',
    },
  ])('$name is a login that fails', async ({ listener, seen, next, code }) => {
    const { layers } = await look(await servers.serve(listener));
    expect(layers.at(-1)).toMatchObject({ layer: 'login', state: 'failed', code, seen, next });
  });

  it('in other words tells nothing about the login', async () => {
    const url = await servers.serve(answering('<html>Welcome to nginx!</html>', 405));
    expect((await look(url)).layers.at(-1)).toMatchObject({
      state: 'unchecked',
      seen: 'it answers 405 to an empty PATCH /config',
    });
  });
});

describe('an agent that is not reached', () => {
  it.each<{
    name: string;
    at: () => Promise<string | null>;
    layer: string;
    seen: string;
    next: string | null;
  }>([
    {
      name: 'no address',
      at: async () => null,
      layer: 'resolve',
      seen: 'publishes no address of its REST API',
      next: ADDRESS,
    },
    {
      name: 'an unknown name',
      at: async () => 'http://agent.invalid:8008/patroni',
      layer: 'resolve',
      seen: 'the name agent.invalid cannot be resolved: no such name',
      next: ADDRESS,
    },
    {
      name: 'nobody there',
      at: async () => `http://127.0.0.1:${await freePort()}/patroni`,
      layer: 'tcp',
      seen: 'connection refused',
      next: ADDRESS,
    },
    {
      name: 'silence',
      at: () => servers.serveRaw(),
      layer: 'answer',
      seen: 'accepts the connection but does not answer',
      next: null,
    },
    {
      name: 'no HTTP',
      at: () => servers.serveRaw((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
      layer: 'answer',
      seen: 'does not speak HTTP',
      next: null,
    },
    {
      name: 'an answer that does not end',
      at: () =>
        servers.serve((_, response) => {
          response.writeHead(200);
          const more = (): void => {
            while (response.write('x'.repeat(65_536)));
            response.once('drain', more);
          };
          more();
        }),
      layer: 'answer',
      seen: 'its answer does not end',
      next: null,
    },
    {
      name: 'http where TLS is spoken',
      at: async () => (await servers.serveTls(REFUSES_EMPTY)).replace('https', 'http'),
      layer: 'tls',
      seen: 'speaks TLS, though its api_url says http',
      next: ADDRESS,
    },
    {
      name: 'TLS where http is spoken',
      at: async () => (await servers.serve(REFUSES_EMPTY)).replace('http', 'https'),
      layer: 'tls',
      seen: 'does not speak TLS, though its api_url says https',
      next: ADDRESS,
    },
    {
      name: 'an unknown authority',
      at: () => servers.serveTls(REFUSES_EMPTY),
      layer: 'tls',
      seen: 'its certificate is of an unknown authority',
      next: 'ctl.cacert in settings.yml, line 7',
    },
  ])('$name: $layer', async ({ at: addressOf, layer, seen, next }) => {
    const begun = performance.now();
    const { layers } = await look(await addressOf());
    const at = layers.findIndex(({ state }) => state === 'failed');
    expect(layers[at]).toMatchObject({ layer, seen, next });
    expect(layers.slice(at + 1).map(({ state }) => state)).toEqual(Array(4 - at).fill('unchecked'));
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it('because of a file that cannot be read', async () => {
    const url = await servers.serveTls(REFUSES_EMPTY);
    const { layers } = await look(url, { certfile: '/nonexistent/client.pem' });
    expect(layers[2]).toMatchObject({ layer: 'tls', state: 'failed', code: 'bad-settings' });
    expect(layers[2]?.seen).toContain('settings.yml, line 7: ctl.certfile: the file cannot be read');
  });

  it('because its certificate has expired', async () => {
    const authority = await TestAuthority.create();
    const { cert, key } = await authority.issue('expired', { days: -1 });
    const files = { cert: readFileSync(cert), key: readFileSync(key) };
    const { layers } = await look(await servers.serveTls(REFUSES_EMPTY, files), { cacert: authority.cert });
    await authority.remove();
    expect(layers[2]).toMatchObject({ layer: 'tls', state: 'failed', code: 'agent-tls' });
    expect(layers[2]?.seen).toMatch(/^its certificate has expired on 2/);
  });
});
