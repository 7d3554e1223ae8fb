import { expect, it } from 'vitest';
import { formatPostgresVersion } from '../../../src/cluster/model/versions.js';

it.each([
  [150020, '15.20'],
  [140008, '14.8'],
  [100000, '10.0'],
  [90624, '9.6.24'],
  [90300, '9.3.0'],
])('%i is %s', (serverVersion, text) => {
  expect(formatPostgresVersion(serverVersion)).toBe(text);
});
