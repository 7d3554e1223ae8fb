import { createSocket } from 'node:dgram';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lookupWithin, resolveEndpoints } from '../../../src/adapters/etcd/resolve-srv.js';

type Records = Readonly<Record<string, { name: string; port: number; priority: number; weight: number }[]>>;

function lookupIn(records: Records) {
  const asked: string[] = [];
  const lookup = async (name: string) => {
    asked.push(name);
    const found = records[name];
    if (found === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
    return found;
  };
  return { asked, lookup };
}

const record = (name: string, priority = 0, weight = 0) => ({ name, port: 2379, priority, weight });

describe('resolveEndpoints', () => {
  it('takes the first service that has records; the names with -ssl imply https', async () => {
    const plain = lookupIn({ '_etcd-client._tcp.example.org': [record('e1.example.org')] });
    expect(await resolveEndpoints('example.org', null, plain.lookup)).toEqual(['http://e1.example.org:2379']);
    expect(plain.asked).toEqual(['_etcd-client-ssl._tcp.example.org', '_etcd-client._tcp.example.org']);
    const secure = lookupIn({ '_etcd-client-ssl._tcp.example.org': [record('e1.example.org.')] });
    expect(await resolveEndpoints('example.org', null, secure.lookup)).toEqual([
      'https://e1.example.org:2379',
    ]);
  });

  it('puts the suffix behind the service', async () => {
    const { lookup } = lookupIn({ '_etcd-client-db._tcp.example.org': [record('e1')] });
    expect(await resolveEndpoints('example.org', 'db', lookup)).toEqual(['http://e1:2379']);
  });

  it('orders by priority, then by weight', async () => {
    const records = [record('c', 2), record('b', 1, 1), record('a', 1, 9)];
    const { lookup } = lookupIn({ '_etcd._tcp.example.org': records });
    expect(await resolveEndpoints('example.org', null, lookup)).toEqual([
      'http://a:2379',
      'http://b:2379',
      'http://c:2379',
    ]);
  });

  it('takes no more than an etcd can have', async () => {
    const { lookup } = lookupIn({ '_etcd._tcp.example.org': Array.from({ length: 500 }, () => record('a')) });
    expect(await resolveEndpoints('example.org', null, lookup)).toHaveLength(32);
  });

  it('waits for a name server that is silent only so long, and says so', async () => {
    const silent = createSocket('udp4');
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const begun = performance.now();
    const lookup = lookupWithin(300, { servers: [`127.0.0.1:${silent.address().port}`] });
    await expect(resolveEndpoints('example.org', null, lookup)).rejects.toThrow('queryS');
    expect(performance.now() - begun).toBeLessThan(1500);
  });

  it('finds nothing where there is nothing', async () => {
    expect(await resolveEndpoints('example.org', null, lookupIn({}).lookup)).toEqual([]);
  });
});
