import { describe, expect, it } from 'vitest';
import { shownDocuments } from '../../../src/operations/edit-config/shown-documents.js';

describe('shownDocuments', () => {
  it('leaves secrets out, and shows that they were changed', () => {
    const before = { ttl: 30, standby_cluster: { host: 'a', password: 'one' }, x: { password: 'same' } };
    const after = { ttl: 40, standby_cluster: { host: 'a', password: 'two' }, x: { password: 'same' } };
    expect(shownDocuments(before, after)).toEqual({
      before: { ttl: 30, standby_cluster: { host: 'a', password: '***' }, x: { password: '***' } },
      after: { ttl: 40, standby_cluster: { host: 'a', password: '*** (changed)' }, x: { password: '***' } },
    });
  });

  it('shows a change of type', () => {
    expect(shownDocuments({ ttl: 20 }, { ttl: '20' })).toEqual({ before: { ttl: 20 }, after: { ttl: '20' } });
  });

  it('shows secrets that come and go', () => {
    expect(shownDocuments({ a: { password: 'x' } }, { b: { password: 'x' } })).toEqual({
      before: { a: { password: '***' } },
      after: { b: { password: '***' } },
    });
  });
});
