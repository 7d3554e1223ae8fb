import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { READ_STATUS } from '../../../src/adapters/agent/requests.js';
import { Transport } from '../../../src/adapters/agent/transport.js';
import { readSettingsFile } from '../../../src/adapters/system/settings-file.js';
import { resolveSettings } from '../../../src/cli/settings/settings.js';
import { Failure } from '../../../src/errors.js';
import type { Settings } from '../../../src/operations/settings.js';
import { packagedPatroni } from '../../support/packaged-patroni.js';

/**
 * Reads files as patronictl does and sends requests with Patroni's own clients to a server that records them. Of each file: the
 * header that an agent gets, which for other letters than Latin ones is the one that Patroni's server compares with; and what
 * etcd is asked to authenticate. An error is the name of its class.
 */
const PYTHON = `
import base64, json, logging, os, signal, sys, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer
logging.disable(logging.CRITICAL)
from patroni.config import Config
from patroni.request import PatroniRequest
seen = []

class Recorder(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
        seen.append((self.path, self.headers.get('Authorization'), body))
        reply = {'etcdserver': '3.4.0', 'etcdcluster': '3.4.0', 'token': 't', 'header': {},
                 'members': [{'clientURLs': ['http://127.0.0.1:%d' % port]}]}
        data = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)
    do_GET = do_POST = answer
    def log_message(self, *args):
        pass

server = HTTPServer(('127.0.0.1', 0), Recorder)
port = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()

def stop(*args):
    raise TimeoutError
signal.signal(signal.SIGALRM, stop)

def agent(path):
    config = Config(path, validator=None)
    seen.clear()
    try:
        PatroniRequest(config).request('GET', 'http://127.0.0.1:%d/patroni' % port)
        header = seen[0][1]
    except UnicodeEncodeError:
        header = None
    text = config.get('ctl', {}).get('auth')
    if text and not text.isascii():
        header = 'Basic ' + base64.b64encode(text.encode('utf-8')).decode()
    return header

def etcd(path):
    from patroni.dcs import get_dcs
    config = Config(path, validator=None).copy()
    section = config['etcd3']
    if isinstance(section.get('url'), str):
        section['url'] = section['url'].replace('@h', '@127.0.0.1:%d' % port)
    else:
        section['host'] = '127.0.0.1:%d' % port
    seen.clear()
    config.update({'scope': 'x', 'name': 'x', 'patronictl': True})
    signal.alarm(3)
    try:
        get_dcs(config)
    finally:
        signal.alarm(0)
    return next((json.loads(body) for path, _, body in seen if path.endswith('/auth/authenticate')), None)

def tried(read, path):
    try:
        return {'sent': read(path)}
    except BaseException as error:
        return {'error': repr(error)}

json.dump([tried({'agent': agent, 'etcd': etcd}[kind], path) for kind, path in json.load(sys.stdin)], sys.stdout)
sys.stdout.flush()
os._exit(0)
`;

type Sent = { readonly sent: unknown } | { readonly error: string };

/** What may stand behind `password: `. */
const SPELLINGS: readonly string[] = [
  ...['mellon', '"mellon"', "'mel''lon'", '"mel\\"lon\\x41\\u00e9"', '""', "''", '', '~', 'null', 'Null'],
  ...['yes', 'No', 'on', 'OFF', 'true', 'False', 'y', 'n', '"yes"', '!!str yes', '!!bool yes'],
  ...[
    '123',
    '-5',
    '+7',
    '0123',
    '0o17',
    '0x1F',
    '0b101',
    '1_000',
    '20230101123456789',
    '99999999999999999999999',
  ],
  ...['08', '190:20:30', '1:30.5', '1.0', '1.10', '1e5', '1.5e3', '1.5e+3', '1e+16', '1.0e+16', '1.0e-7'],
  ...['.5', '.inf', '-.Inf', '.nan', '12345678901234567890.5', '-0', '-0.0', '0', '0_', '0.1_5'],
  ...['2023-01-01', '2023-1-1', '2023-01-01 10:00:00', '2023-01-01T10:00:00.5Z', '2023-01-01 1:00:00 +5:30'],
  ...[
    '2023-01-01T10:00:00-02',
    '2023-99-99',
    '2023-02-29',
    '24-01-01',
    '12:30',
    '2001-12-14t21:59:43.10-05:00',
  ],
  ...[
    '!x',
    '!x y',
    '! 12',
    '!!str 0123',
    '!!str',
    '!!int "3"',
    '!!int 0o17',
    '!!int x',
    '!!float 1',
    '!!null x',
  ],
  ...[
    '!!binary aGVsbG8=',
    '!!binary "a"',
    '!!binary "JyI="',
    '!!binary AP8K',
    '!!python/name:os.system',
    '!<tag:yaml.org,2002:int> 3',
  ],
  ...[
    '!!python/object/apply:os.getcwd []',
    '!!timestamp 2023-1-1',
    '!!set {a}',
    '!!set {}',
    '!!omap [a: 1]',
    '!!pairs [a: 1, a: ~]',
  ],
  ...[
    '=',
    '<<',
    '*x',
    '&x mellon',
    '&x',
    '*',
    '&',
    '@x',
    '`x',
    '%x',
    '?x',
    '-x',
    ':x',
    '- x',
    '? x',
    '|x',
    '>x',
  ],
  ...[
    '[]',
    '[1, a, yes, ~, 1.0]',
    '["it\'s", \'a"b\', "it\'s \\""]',
    '[2023-01-01, 2023-01-01 10:00:00Z, "\\u200b\\n"]',
  ],
  ...[
    '{}',
    '{mellon}',
    '{a: 1, b: [x]}',
    '{{ mellon }}',
    '[a',
    '{a',
    '"mellon',
    'a: b',
    'a #b',
    'a#b',
    'a:b',
    '#a',
  ],
  ...[
    '|\n      mellon\n      two',
    '|-\n      mellon',
    '>\n      mellon\n      two',
    '>-\n      a\n\n      b',
    '|+\n      a\n\n',
  ],
  ...[
    '"two\n      lines"',
    'two\n      lines',
    'a\tb',
    '"a\tb"',
    '"a\\tb"',
    '\tmellon',
    'mellon\t',
    '"a" b',
    '"\\q"',
  ],
  ...[
    'pässword',
    '"\\U0001F600"',
    '日本',
    'a\u00a0b',
    'a\u0007b',
    'a\u0085  b',
    '"a\u2028b"',
    'a\ufeffb',
    'a,b',
    'a]b',
    "a'b",
  ],
];

/** PyYAML refuses them before a comma or within braces; ctl reads the same as elsewhere. */
const ONLY_IN_BLOCKS = ['!!str', '?x', ':x'];

/** Whole files, with `PASSWORD` as the key of the login. */
const FILES: readonly string[] = [
  '\ufeffctl: {authentication: {username: me, password: mellon}}\n',
  'ctl:\r\n  authentication:\r\n    username: me\r\n    password: mellon\r\n',
  'ctl:\r  authentication:\r    username: me\r    password: mellon\r',
  'a: &a {username: me, password: mellon}\nctl: {authentication: *a}\n',
  'a: &a {username: me, password: mellon}\nctl: {authentication: {<<: *a, password: other}}\n',
  'a: &a {username: me, password: mellon}\nctl: {authentication: {password: other, <<: *a}}\n',
  'ctl: {authentication: {<<: [{username: a, password: b}, {username: c}]}}\n',
  'ctl: {authentication: {<<: mellon}}\n',
  'ctl: {authentication: {username: me, password: a, password: b}}\n',
  'ctl: {authentication: {username: a, password: b}}\nctl: {authentication: {username: c, password: d}}\n',
  'a: &a 1\nb: &a 2\nctl: {authentication: {username: *a, password: b}}\n',
  'ctl: {auth: "me:mellon"}\n',
  'ctl: {auth: "me:mellon", authentication: {username: a, password: b}}\n',
  'ctl: {auth: ""}\nrestapi: {authentication: {username: a, password: b}}\n',
  'restapi: {auth: "a:b:c"}\n',
  'ctl: {authentication: {username: , password: }}\n',
  'ctl: {authentication: {username: "a:b", password: c}}\n',
  '%YAML 1.2\n---\nctl: {authentication: {username: yes, password: 0o17}}\n',
  '---\nctl: {authentication: {username: a, password: b}}\n...\n',
  'ctl: {authentication: {username: a, password: b}}\n---\nctl: {}\n',
  'ctl:\n\tauthentication: {username: a, password: b}\n',
];

const URLS = ['me:100%@', 'me:a%40b@', 'me:a@b@', 'me@', ':x@', 'me:@', 'me:a:b@', 'me:"\'@', 'mé:é@'];
const ETCD_LOGINS = [
  ...['{username: me, password: mellon}', '{username: me, password: ""}', '{username: "", password: x}'],
  ...['{username: me}', '{password: x}', '{username: me, password: ~}', '{username: me, password: "0123"}'],
];

let folder = '';
let server: ReturnType<typeof createServer> | null = null;
let port = 0;
let lastHeader: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-logins-'));
  server = createServer((request, response) => {
    lastHeader = request.headers.authorization;
    response.end('{}');
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  server?.close();
  await rm(folder, { recursive: true });
});

/** By Patroni 4.1: those before 3.1 know nothing of `ctl.authentication`. */
async function python(kind: 'agent' | 'etcd', paths: readonly string[]): Promise<readonly Sent[]> {
  const { modules } = await packagedPatroni('sid');
  const { status, stderr, stdout } = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
    input: JSON.stringify(paths.map((path) => [kind, path])),
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', PYTHONPATH: modules },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

async function written(texts: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    texts.map(async (text, index) => {
      const path = join(folder, `${index}.yml`);
      await writeFile(path, text);
      return path;
    }),
  );
}

/** Null stands for an error of the settings, which has to have a place and not to repeat the text. */
async function settingsOf(path: string, text: string): Promise<Settings | null> {
  try {
    const file = await readSettingsFile(path, {});
    const etcd3 = text.includes('etcd3:') ? {} : { PATRONI_ETCD3_HOST: 'h' };
    return resolveSettings({ dcsUrl: undefined, insecure: false, env: etcd3, file });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    expect(thrown.outcome).toBe('usage');
    expect(thrown.message).toMatch(/, line \d+/);
    expect(thrown.message).not.toContain('mellon');
    return null;
  }
}

async function headerOf(settings: Settings): Promise<string | null> {
  const sources = { placeOf: String, systemAuthorities: async () => null, warn: () => {} };
  const limits = { connectMs: 5000, handshakeMs: 5000, totalMs: 5000, bodyBytes: 1024 };
  lastHeader = undefined;
  const transport = new Transport({ settings: settings.agent, ...sources });
  await transport.exchange(new URL(`http://127.0.0.1:${port}/patroni`), READ_STATUS, limits);
  return lastHeader ?? null;
}

describe('what an agent is sent', () => {
  it.each([
    {
      name: 'spellings of a password',
      texts: SPELLINGS.map((text) => `ctl:\n  authentication:\n    username: me\n    password: ${text}\n`),
    },
    {
      name: 'spellings of a password between others',
      texts: SPELLINGS.filter((text) => !text.includes('\n') && !ONLY_IN_BLOCKS.includes(text)).map(
        (text) => `ctl: {authentication: {password: ${text}, username: me}}\n`,
      ),
    },
    { name: 'files', texts: FILES },
  ])('is what Patroni sends: $name', async ({ texts }) => {
    const paths = await written(texts);
    const sent = await python('agent', paths);
    for (const [index, text] of texts.entries()) {
      const settings = await settingsOf(paths[index] ?? '', text);
      const ours: Sent = settings === null ? { error: '' } : { sent: await headerOf(settings) };
      const theirs = sent[index] ?? { error: 'nothing' };
      expect.soft({ text, ...ours }).toEqual('error' in theirs ? { text, error: '' } : { text, ...theirs });
    }
  });
});

it('etcd is sent the login that Patroni sends', async () => {
  const texts = [
    ...URLS.map(
      (userinfo) =>
        `etcd3:\n  url: 'http://${userinfo.replaceAll("'", "''")}h'\n  username: o\n  password: o\n`,
    ),
    ...ETCD_LOGINS.map((login) => `etcd3: ${login.replace('{', '{host: h, ')}\n`),
  ];
  const paths = await written(texts);
  const sent = await python('etcd', paths);
  for (const [index, text] of texts.entries()) {
    const login = (await settingsOf(paths[index] ?? '', text))?.etcd.login ?? null;
    const ours = login === null ? null : { name: login.username, password: login.password };
    expect({ text, sent: ours }).toEqual({ text, ...sent[index] });
  }
});
