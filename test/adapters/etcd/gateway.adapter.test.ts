import { createServer } from 'node:http';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { Endpoint } from '../../../src/adapters/etcd/endpoint.js';
import { rangeByGateway } from '../../../src/adapters/etcd/gateway.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { loadedPackages } from '../../support/loaded-packages.js';
import { startListener } from '../../support/ports.js';

const PREFIX = '/service/demo/';
const KEYS = {
  [`${PREFIX}config`]: '{"ttl": 30}',
  [`${PREFIX}leader`]: 'pg1',
  [`${PREFIX}members/pg1`]: JSON.stringify({ state: 'running', role: 'primary', timeline: 1 }),
  [`${PREFIX}members/müller-数据库`]: JSON.stringify({ tags: { note: 'é \u{1f680} \0' } }),
  [`${PREFIX}history`]: 'x'.repeat(1_000_000),
  [`${PREFIX}empty`]: '',
  '/service/demo2/leader': 'pg9',
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(...options: string[]): Promise<EtcdServer> {
  const etcd = await EtcdServer.start(...options);
  closing.push(() => etcd.stop());
  return etcd;
}

function endpointAt(address: string): Endpoint {
  const endpoint = new Endpoint(new URL(`http://${address}`), null, null);
  closing.push(() => endpoint.close());
  return endpoint;
}

const ask = (address: string, timeoutMs = 1000, prefix = PREFIX) =>
  rangeByGateway(new URL(`http://${address}`), null, { prefix, serializable: false, timeoutMs });

describe("etcd's gateway", () => {
  it('tells what gRPC tells', async () => {
    const etcd = await start();
    await etcd.put(KEYS);
    const byGrpc = await endpointAt(etcd.address).range(PREFIX, 1000);
    expect(byGrpc.keys).toHaveLength(6);
    expect(await ask(etcd.address)).toEqual(byGrpc);
    expect(await ask(etcd.address, 1000, '/nobody/')).toEqual({ ...byGrpc, keys: [] });
    const endpoint = endpointAt(etcd.address);
    for (let count = 0; count < 3; count += 1)
      expect(await endpoint.scope(PREFIX, 1000, false)).toEqual(byGrpc);
  });

  it('is enough for a list, which loads no gRPC', async () => {
    const etcd = await start();
    await etcd.put(KEYS);
    const loaded = await loadedPackages(['-d', etcd.address, 'list', 'demo']);
    expect(loaded).toContain('@oclif/core');
    expect(loaded.filter((name) => name === 'etcd3' || name.startsWith('@grpc/'))).toEqual([]);
  });

  it('may be switched off', async () => {
    const etcd = await start('--enable-grpc-gateway=false');
    // By gRPC, because the tests write by the gateway, too.
    expect(await ask(etcd.address)).toBeNull();
    const { keys, revision } = await endpointAt(etcd.address).scope(PREFIX, 1000, false);
    expect({ keys, revision }).toEqual({ keys: [], revision: 1 });
  });
});

describe('where no keys come, others are asked', () => {
  it.each([
    ['an error', 500, '{"error": "etcdserver: leader changed", "code": 14}'],
    ['something else', 200, '<html>'],
    ['another document', 200, '{"kvs": []}'],
    ['another type', 200, '{"header": {"revision": "7"}, "kvs": [{"key": 7}]}'],
    ['nothing', 200, ''],
  ])('%s', async (_, status, body) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(
      0,
      '127.0.0.1',
    );
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    expect(await ask(`127.0.0.1:${address.port}`)).toBeNull();
  });

  it('silence, for as long as it may last', async () => {
    const listener = await startListener();
    const begun = performance.now();
    expect(await ask(`127.0.0.1:${listener.port}`, 200)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(400);
    await listener.close();
  });

  it.each([
    ['an answer that is cut off', 'Content-Length: 999\r\n\r\n{"header"'],
    ['an answer in chunks, which HTTP/1.0 has not', 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['an answer that ends in its head', 'Content-Length: 9'],
  ])('%s', async (_, answer) => {
    const listener = await startListener((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${answer}`));
    });
    expect(await ask(`127.0.0.1:${listener.port}`)).toBeNull();
    await listener.close();
  });

  it.each(['SSH-2.0-OpenSSH_9.2\r\n', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'])(
    'at once after something else, though the connection stays: %s',
    async (text) => {
      const listener = await startListener((socket) => void socket.write(text));
      const begun = performance.now();
      expect(await ask(`127.0.0.1:${listener.port}`)).toBeNull();
      expect(performance.now() - begun).toBeLessThan(500);
      await listener.close();
    },
  );

  it('nobody', async () => {
    const listener = await startListener();
    await listener.close();
    expect(await ask(`127.0.0.1:${listener.port}`)).toBeNull();
  });
});
