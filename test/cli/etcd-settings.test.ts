import { describe, expect, it } from 'vitest';
import { type EtcdSection, etcdFromSection, etcdFromUrl } from '../../src/cli/etcd-settings.js';

function section(changes: Partial<EtcdSection> = {}): EtcdSection {
  return {
    host: null,
    port: null,
    hosts: null,
    url: null,
    protocol: null,
    username: null,
    password: null,
    cacert: null,
    cert: null,
    key: null,
    ...changes,
  };
}

describe('etcdFromSection', () => {
  it.each<{ name: string; changes: Partial<EtcdSection>; endpoints: string[] }>([
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
    expect(etcdFromSection(section(changes), 'f.yml')?.endpoints).toEqual(endpoints);
  });

  it.each<{ name: string; changes: Partial<EtcdSection> }>([
    { name: 'nothing', changes: {} },
    { name: 'an empty list', changes: { hosts: [] } },
  ])('is null for $name', ({ changes }) => {
    expect(etcdFromSection(section(changes), 'f.yml')).toBeNull();
  });

  it('takes protocol, address and login from a URL', () => {
    const url = 'https://me:p%40ss@h1:2380';
    expect(
      etcdFromSection(section({ url, username: 'other', password: 'other', cacert: '/ca' }), 'f.yml'),
    ).toEqual({
      endpoints: ['https://h1:2380'],
      tls: { cacert: '/ca', cert: null, key: null },
      login: { username: 'me', password: 'p@ss' },
    });
  });

  it('uses TLS only for https, and a login with or without a password', () => {
    const settings = section({ host: 'h1', username: 'me', cacert: '/ca' });
    expect(etcdFromSection(settings, 'f.yml')).toMatchObject({
      tls: null,
      login: { username: 'me', password: '' },
    });
  });

  it('reads a password of digits, which YAML takes for a number', () => {
    const settings = section({ host: 'h1', username: 'me', password: 1234 });
    expect(etcdFromSection(settings, 'f.yml')?.login?.password).toBe('1234');
  });

  it.each<{ name: string; changes: Partial<EtcdSection>; message: string }>([
    { name: 'a host with a path', changes: { host: 'h1/x' }, message: 'f.yml: "h1/x" is not host:port' },
    {
      name: 'hosts with a scheme',
      changes: { hosts: ['http://h1'] },
      message: 'f.yml: "http://h1" is not host:port',
    },
    {
      name: 'hosts of another type',
      changes: { hosts: [1] },
      message: 'f.yml: etcd3.hosts must be a list of host:port',
    },
    {
      name: 'a port that is none',
      changes: { host: 'h1', port: 'x' },
      message: 'f.yml: etcd3.port must be a port number',
    },
    {
      name: 'a port too high',
      changes: { host: 'h1', port: 65536 },
      message: 'f.yml: etcd3.port must be a port number',
    },
    {
      name: 'a url without a scheme',
      changes: { url: 'h1:2379' },
      message: 'f.yml: etcd3.url must be http(s)://HOST:PORT',
    },
    {
      name: 'another protocol',
      changes: { host: 'h1', protocol: 'ftp' },
      message: 'f.yml: etcd3.protocol must be http or https',
    },
    {
      name: 'a username that is no text',
      changes: { host: 'h1', username: [] },
      message: 'f.yml: etcd3.username must be text',
    },
  ])('refuses $name', ({ changes, message }) => {
    expect(() => etcdFromSection(section(changes), 'f.yml')).toThrow(message);
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
    const { etcd, ...rest } = etcdFromUrl(url, section(), 'f.yml');
    expect({ ...rest, endpoints: etcd.endpoints }).toEqual({ namespace, endpoints: [endpoint] });
  });

  it('takes the protocol from the settings unless the URL names it', () => {
    const settings = section({ protocol: 'https' });
    expect(etcdFromUrl('etcd3://h1', settings, 'f.yml').etcd.endpoints).toEqual(['https://h1:2379']);
    expect(etcdFromUrl('http://h1', settings, 'f.yml').etcd.endpoints).toEqual(['http://h1:2379']);
  });

  it.each([
    ['foo://h1', 'Unknown dcs scheme: foo'],
    ['consul://h1', 'Unknown dcs scheme: consul (ctl reads clusters from etcd only)'],
    ['h1:port', '-d: "h1:port" is not host:port'],
  ])('refuses %s', (url, message) => {
    expect(() => etcdFromUrl(url, section(), 'f.yml')).toThrow(message);
  });
});
