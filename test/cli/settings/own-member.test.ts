import { describe, expect, it } from 'vitest';
import { ownMemberOf } from '../../../src/cli/settings/settings.js';
import { SettingsDocument } from '../../../src/cli/settings/settings-document.js';
import type { JsonObject } from '../../../src/formats/json.js';

const own = (root: JsonObject) => ownMemberOf(new SettingsDocument(root, 'patroni.yml', (key) => key));
const SERVER = { scope: 'demo', name: 'pg1', restapi: { connect_address: '10.0.0.1:8008' } };

describe('the member of a configuration', () => {
  it.each<{ name: string; root: JsonObject; member: object | null }>([
    {
      name: "a server's",
      root: { ...SERVER, postgresql: { connect_address: '10.0.0.1:5432' } },
      member: {
        scope: 'demo',
        name: 'pg1',
        apiUrl: 'http://10.0.0.1:8008/patroni',
        host: '10.0.0.1',
        port: 5432,
      },
    },
    {
      name: 'with TLS, at an address of IPv6',
      root: { ...SERVER, restapi: { listen: '[::1]:8008', certfile: '/x.pem' } },
      member: { scope: 'demo', name: 'pg1', apiUrl: 'https://[::1]:8008/patroni', host: null, port: null },
    },
    { name: "patronictl's", root: { scope: 'demo', ctl: {} }, member: null },
    { name: 'without an address', root: { ...SERVER, restapi: {} }, member: null },
  ])('$name', ({ root, member }) => {
    expect(own(root)).toEqual(member);
  });
});
