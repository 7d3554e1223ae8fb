import { describe, expect, it } from 'vitest';
import { etcdFromSection, etcdFromUrl } from '../../../src/cli/settings/etcd.js';
import { SettingsDocument } from '../../../src/cli/settings/settings-document.js';
import type { JsonObject } from '../../../src/formats/json.js';

const FILE = '/etc/patroni/patroni.yml';

/** A configuration with only a section `etcd3`. */
function section(changes: JsonObject = {}): SettingsDocument {
  return new SettingsDocument({ etcd3: changes }, FILE, () => `${FILE}, line 3`);
}

describe('etcdFromSection', () => {
  it.each<{ name: string; changes: JsonObject; endpoints: string[] }>([
    { name: 'host', changes: { host: 'h1' }, endpoints: ['http://h1:2379'] },
    { name: 'host with a port', changes: { host: 'h1:2380' }, endpoints: ['http://h1:2380'] },
    {
      name: 'port before the one in host',
      changes: { host: 'h1:2380', port: 2381 },
      endpoints: ['http://h1:2381'],
    },
    {
      name: 'port as the default of hosts',
      changes: { hosts: ['h1', 'h2:2380'], port: '2381' },
      endpoints: ['http://h1:2381', 'http://h2:2380'],
    },
    {
      name: 'hosts as text',
      changes: { hosts: 'h1:2379, h2' },
      endpoints: ['http://h1:2379', 'http://h2:2379'],
    },
    {
      name: 'hosts as the text of a list',
      changes: { hosts: `['h1:2379', "h2:2380"]` },
      endpoints: ['http://h1:2379', 'http://h2:2380'],
    },
    { name: 'hosts before host', changes: { host: 'h1', hosts: ['h2'] }, endpoints: ['http://h2:2379'] },
    { name: 'url before hosts', changes: { url: 'http://h1', hosts: ['h2'] }, endpoints: ['http://h1:2379'] },
    { name: 'https', changes: { host: 'h1', protocol: 'https' }, endpoints: ['https://h1:2379'] },
    {
      name: "the protocol's own port",
      changes: { host: 'h1:443', protocol: 'https' },
      endpoints: ['https://h1:443'],
    },
    { name: 'IPv6 without brackets', changes: { host: 'fd00::1' }, endpoints: ['http://[fd00::1]:2379'] },
    { name: 'IPv6 with a port', changes: { host: '[fd00::1]:2380' }, endpoints: ['http://[fd00::1]:2380'] },
    {
      name: 'IPv6 in brackets, port apart',
      changes: { host: '[::1]:1', port: 2380 },
      endpoints: ['http://[::1]:2380'],
    },
    {
      name: 'several IPv6 in text',
      changes: { hosts: '[fd00::1]:2379,[fd00::2]' },
      endpoints: ['http://[fd00::1]:2379', 'http://[fd00::2]:2379'],
    },
  ])('reads $name', ({ changes, endpoints }) => {
    expect(etcdFromSection(section(changes))?.endpoints).toEqual(endpoints);
  });

  it.each<{ name: string; changes: JsonObject }>([
    { name: 'nothing', changes: {} },
    { name: 'an empty list', changes: { hosts: [] } },
  ])('is null for $name', ({ changes }) => {
    expect(etcdFromSection(section(changes))).toBeNull();
  });

  it('takes protocol, address and login from a URL, the login as it is written', () => {
    const url = 'https://me:p%40ss@h1:2380';
    expect(etcdFromSection(section({ url, username: 'other', password: 'other', cacert: '/ca' }))).toEqual({
      endpoints: ['https://h1:2380'],
      srv: null,
      tls: { cacert: '/ca', cert: null, key: null },
      login: { username: 'me', password: 'p%40ss' },
    });
  });

  it.each<{ url: string; endpoint: string; login: object | null }>([
    { url: 'http://me:100%@h', endpoint: 'http://h:2379', login: { username: 'me', password: '100%' } },
    { url: 'http://me:a:b@c@h:1', endpoint: 'http://h:1', login: { username: 'me', password: 'a:b@c' } },
    { url: 'HTTPS://H:443/', endpoint: 'https://h:443', login: null },
    { url: 'http://h:80', endpoint: 'http://h:80', login: null },
    { url: 'http://me@h', endpoint: 'http://h:2379', login: null },
    { url: 'http://me:@h', endpoint: 'http://h:2379', login: null },
    { url: 'http://[fd00::1]:2380', endpoint: 'http://[fd00::1]:2380', login: null },
    { url: 'http://[fd00::1]', endpoint: 'http://[fd00::1]:2379', login: null },
  ])('reads the URL $url like urlparse', ({ url, endpoint, login }) => {
    const settings = etcdFromSection(section({ url, username: 'other', password: 'other' }));
    expect(settings).toMatchObject({ endpoints: [endpoint], login });
  });

  it.each([
    'http://me:mellon@h:2379x',
    'http://me:mellon@',
    'http://:2379',
    'http://h:99999',
    '//h:2379',
    'ftp://h',
  ])('refuses the URL %s without repeating it', (url) => {
    expect(() => etcdFromSection(section({ url }))).toThrow(
      `${FILE}, line 3: etcd3.url must be http(s)://HOST:PORT`,
    );
  });

  it.each<JsonObject>([
    { username: 'me' },
    { username: 'me', password: '' },
    { username: '', password: 'x' },
    { password: 'x' },
  ])('logs in with both or not at all: %j', (login) => {
    expect(etcdFromSection(section({ host: 'h1', ...login }))?.login).toBeNull();
  });

  it('reads a password of digits, which YAML takes for a number', () => {
    const settings = section({ host: 'h1', username: 'me', password: 1234 });
    expect(etcdFromSection(settings)?.login?.password).toBe('1234');
  });

  it.each<{ name: string; changes: JsonObject; message: string }>([
    {
      name: 'a host with a path',
      changes: { host: 'h1/x' },
      message: 'etcd3.host must be host:port, not "h1/x"',
    },
    {
      name: 'hosts with a scheme',
      changes: { hosts: ['http://h1'] },
      message: 'etcd3.hosts must be host:port, not "http://h1"',
    },
    {
      name: 'hosts with a login, which is not repeated',
      changes: { hosts: ['https://me:mellon@h1', 'me:mel@lon@h2:x'] },
      message: 'etcd3.hosts must be host:port, not "https://h1"',
    },
    {
      name: 'hosts of another type',
      changes: { hosts: [1] },
      message: 'etcd3.hosts must be a list of host:port',
    },
    {
      name: 'a port that is none',
      changes: { host: 'h1', port: 'x' },
      message: 'etcd3.port must be a port number',
    },
    {
      name: 'a port too high',
      changes: { host: 'h1', port: 65536 },
      message: 'etcd3.port must be a port number',
    },
    {
      name: 'a url without a scheme',
      changes: { url: 'h1:2379' },
      message: 'etcd3.url must be http(s)://HOST:PORT',
    },
    {
      name: 'another protocol',
      changes: { host: 'h1', protocol: 'ftp' },
      message: 'etcd3.protocol must be http or https',
    },
    {
      name: 'a username that is no text',
      changes: { host: 'h1', username: [] },
      message: 'etcd3.username must be text',
    },
  ])('refuses $name', ({ changes, message }) => {
    expect(() => etcdFromSection(section(changes))).toThrow(`${FILE}, line 3: ${message}`);
  });

  it('leaves the endpoints to the records of a domain, those that are named for the case that it has none', () => {
    expect(etcdFromSection(section({ srv: 'example.org', srv_suffix: 'db', host: 'h1' }))).toMatchObject({
      srv: { domain: 'example.org', suffix: 'db' },
      endpoints: ['http://h1:2379'],
    });
    expect(etcdFromSection(section({ discovery_srv: 'example.org' }))?.endpoints).toEqual([]);
  });

  it('goes through a proxy if one is named', () => {
    const settings = section({ proxy: 'http://p1:2379', url: 'http://h1', hosts: ['h2'] });
    expect(etcdFromSection(settings)?.endpoints).toEqual(['http://p1:2379']);
  });
});

describe('etcdFromUrl', () => {
  it.each<{ url: string; endpoint: string; namespace: string | null }>([
    { url: '', endpoint: 'http://localhost:2379', namespace: null },
    { url: ':2380', endpoint: 'http://localhost:2380', namespace: null },
    { url: 'h1', endpoint: 'http://h1:2379', namespace: null },
    { url: '//h1:2380', endpoint: 'http://h1:2380', namespace: null },
    { url: 'etcd://h1:2380', endpoint: 'http://h1:2380', namespace: null },
    { url: 'ETCD3://h1', endpoint: 'http://h1:2379', namespace: null },
    { url: 'https://h1', endpoint: 'https://h1:2379', namespace: null },
    { url: 'https://h1:443', endpoint: 'https://h1:443', namespace: null },
    { url: 'etcd3://[fd00::1]:2380', endpoint: 'http://[fd00::1]:2380', namespace: null },
    { url: 'etcd3://h1/', endpoint: 'http://h1:2379', namespace: null },
    { url: 'etcd3://h1:2379/db/prod/', endpoint: 'http://h1:2379', namespace: 'db/prod' },
    { url: 'etcd3:///db', endpoint: 'http://localhost:2379', namespace: 'db' },
    { url: 'etcd3://me:secret@h1', endpoint: 'http://h1:2379', namespace: null },
  ])('reads "$url"', ({ url, endpoint, namespace }) => {
    const { etcd, ...rest } = etcdFromUrl(url, section());
    expect({ ...rest, endpoints: etcd.endpoints }).toEqual({ namespace, endpoints: [endpoint] });
  });

  it('takes the protocol from the settings unless the URL names it', () => {
    const settings = section({ protocol: 'https' });
    expect(etcdFromUrl('etcd3://h1', settings).etcd.endpoints).toEqual(['https://h1:2379']);
    expect(etcdFromUrl('http://h1', settings).etcd.endpoints).toEqual(['http://h1:2379']);
  });

  it.each([
    ['foo://h1', 'Unknown dcs scheme: foo'],
    ['consul://h1', 'Unknown dcs scheme: consul (ctl reads clusters from etcd only)'],
    ['h1:port', '-d: "h1:port" is not host:port'],
  ])('refuses %s', (url, message) => {
    expect(() => etcdFromUrl(url, section())).toThrow(message);
  });

  it('names DCS_URL if that was the source', () => {
    expect(() => etcdFromUrl('h1:port', section(), 'DCS_URL')).toThrow('DCS_URL: "h1:port" is not host:port');
  });
});
