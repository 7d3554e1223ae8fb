import { resolveSrv, type SrvRecord } from 'node:dns';
import { promisify } from 'node:util';

type Lookup = (name: string) => Promise<readonly Pick<SrvRecord, 'name' | 'port' | 'priority' | 'weight'>[]>;

/** In Patroni's order (dcs/etcd.py); its last two names are for etcd's peers, which speak another protocol. */
const SERVICES = ['_etcd-client-ssl', '_etcd-client', '_etcd-ssl', '_etcd'];

/** The endpoints that SRV records name; none if no record is found. Names with `-ssl` imply https. */
export async function resolveEndpoints(
  domain: string,
  suffix: string | null,
  lookup: Lookup = promisify(resolveSrv),
): Promise<readonly string[]> {
  for (const service of SERVICES) {
    const name = `${service}${suffix === null ? '' : `-${suffix}`}._tcp.${domain}`;
    const records = await lookup(name).catch(() => []);
    const protocol = service.endsWith('-ssl') ? 'https' : 'http';
    const sorted = [...records].sort((a, b) => a.priority - b.priority || b.weight - a.weight);
    if (sorted.length > 0)
      return sorted.map((record) => `${protocol}://${record.name.replace(/\.$/, '')}:${record.port}`);
  }
  return [];
}
