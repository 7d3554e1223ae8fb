// An etcd with one cluster in it, for the build: it answers reads, which is all that a list asks for.
import { once } from 'node:events';
import { createServer as createGateway } from 'node:http';
import { createServer as createGrpc } from 'node:http2';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const keys = (place, members, others) => {
  const named = Object.entries(members).map(([name, member]) => [`members/${name}`, member]);
  const all = {
    config: { loop_wait: 10, ttl: 30 },
    initialize: '7711234545194801516',
    leader: 'pg1',
    ...Object.fromEntries(named),
    ...others,
  };
  return Object.entries(all).map(([name, value]) => ({
    key: Buffer.from(`/service/${place}/${name}`),
    value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    create_revision: 8,
    mod_revision: 8,
    version: 1,
  }));
};
const member = (number, role, other) => ({
  conn_url: `postgres://10.0.0.${number}:5432/postgres`,
  api_url: `http://10.0.0.${number}:8008/patroni`,
  state: 'running',
  role,
  xlog_location: 67108960,
  timeline: 2,
  ...other,
});
const recent = { version: '4.1.0', pending_restart: true, tags: { clonefrom: true } };
const standby = { ...recent, state: 'streaming', receive_lsn: 67108960, replay_lsn: 67108960 };
const old = { version: '3.0.2' };

/** Clusters of all kinds that a list shows differently. */
const STORED = [
  keys(
    'demo',
    {
      pg1: member(1, 'primary', recent),
      pg2: member(2, 'sync_standby', standby),
      pg3: member(3, 'replica', standby),
    },
    {
      config: { loop_wait: 10, synchronous_mode: true, ttl: 30 },
      failover: { leader: 'pg1', member: 'pg2', scheduled_at: '2040-01-01T00:00:00+00:00' },
      history: [[1, 67108864, 'no recovery target specified', '2026-01-01T00:00:00+00:00', 'pg1']],
      status: { optime: 67108960, slots: { pg2: 67108960 } },
      sync: { leader: 'pg1', sync_standby: 'pg2' },
    },
  ),
  keys(
    'old',
    { pg1: member(1, 'master', old), pg2: member(2, 'replica', old) },
    { config: { loop_wait: 10, pause: true }, status: { optime: 67108960 } },
  ),
  keys(
    'sick',
    {
      pg1: member(1, 'primary', { ...recent, state: 'starting' }),
      pg2: member(2, 'replica', { ...recent, xlog_location: 33554432, timeline: 1 }),
      pg3: member(3, 'replica', { ...old, state: 'start failed' }),
      pg4: member(4, 'replica', {
        ...standby,
        replay_lsn: 33554432,
        replication_state: 'in archive recovery',
      }),
    },
    { leader: 'pg0', status: { optime: 67108960 } },
  ),
  ...[0, 1].map((group) => keys(`shards/${group}`, { [`w${group}`]: member(1, 'primary', recent) }, {})),
].flat();

const protocol = new protobuf.Root().loadSync(
  fileURLToPath(new URL('../node_modules/etcd3/proto/rpc.proto', import.meta.url)),
  { keepCase: true },
);
const type = (name) => protocol.lookupType(`etcdserverpb.${name}`);
const HEADER = { revision: 8 };
function readRange({ key, range_end: end }) {
  const from = Buffer.from(key);
  const kvs = STORED.filter((each) =>
    end.length === 0 ? from.equals(each.key) : from <= each.key && each.key < Buffer.from(end),
  );
  return { header: HEADER, kvs, count: kvs.length };
}

const METHODS = {
  '/etcdserverpb.KV/Range': { asks: 'RangeRequest', answers: 'RangeResponse', answer: readRange },
  '/etcdserverpb.KV/Txn': {
    asks: 'TxnRequest',
    answers: 'TxnResponse',
    answer: ({ success }) => ({
      header: HEADER,
      succeeded: true,
      responses: success.map(({ request_range: range }) => ({ response_range: readRange(range) })),
    }),
  },
};

/** gRPC puts a zero and four bytes of length before a message, and the outcome behind all. */
async function serve(stream, path) {
  const { asks, answers, answer } = METHODS[path];
  const request = Buffer.concat(await stream.toArray());
  const reply = type(answers);
  const message = reply.encode(reply.fromObject(answer(type(asks).decode(request.subarray(5))))).finish();
  const start = Buffer.alloc(5);
  start.writeUInt32BE(message.length, 1);
  stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.concat([start, message]));
}

/** etcd's JSON gateway: bytes in base64, 64 bits as texts. */
async function serveJson(request, response) {
  const { key, range_end: end } = JSON.parse((await request.toArray()).join(''));
  const { header, kvs } = readRange({
    key: Buffer.from(key, 'base64'),
    range_end: Buffer.from(end, 'base64'),
  });
  const inJson = (value) => (Buffer.isBuffer(value) ? value.toString('base64') : String(value));
  const stored = kvs.map((each) => mapValues(each, inJson));
  response.end(JSON.stringify({ header: mapValues(header, inJson), kvs: stored }));
}

const mapValues = (object, map) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));

const listening = async (server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

/** Listens on a port of its own until it is closed: for HTTP/1 and HTTP/2, as etcd does. */
export async function startEtcd() {
  const grpc = await listening(
    createGrpc().on('stream', (stream, headers) => serve(stream, headers[':path'])),
  );
  const gateway = await listening(createGateway(serveJson));
  const both = await listening(
    createServer((socket) => {
      socket.once('data', (start) => {
        const { port } = (start.subarray(0, 3).toString() === 'PRI' ? grpc : gateway).address();
        const behind = connect(port, '127.0.0.1');
        behind.write(start);
        socket.pipe(behind).pipe(socket);
        for (const each of [socket, behind]) each.on('error', () => each.destroy());
      });
    }),
  );
  const close = () => {
    for (const server of [both, grpc, gateway]) server.close();
  };
  return { port: both.address().port, close };
}
