import { describe, expect, it } from 'vitest';
import { answerMeaning, mayComeLater } from '../../../src/cluster/model/order-answer.js';

describe('the meaning of an answer to an order', () => {
  it.each([
    [200, 'reinitialize started', 'taken'],
    [202, 'reload scheduled', 'taken'],
    // A page of somebody else has no words of an agent.
    [200, '', 'unclear'],
    [204, '', 'unclear'],
    [101, '', 'unclear'],
    [301, 'Moved', 'unclear'],
    [302, '', 'unclear'],
    [307, '', 'unclear'],
    [400, 'Bad Request', 'refused'],
    [404, '', 'refused'],
    [405, '', 'refused'],
    [408, '', 'unclear'],
    [409, 'another restart is already scheduled', 'refused'],
    [412, 'leader name does not match', 'refused'],
    [422, 'Cannot schedule restart in the past', 'refused'],
    [499, '', 'unclear'],
    [500, "Can't schedule restart in the paused state", 'refused'],
    [500, '', 'unclear'],
    [500, 'Internal Server Error', 'unclear'],
    [501, "Unsupported method ('POST')", 'refused'],
    [502, 'Bad Gateway', 'unclear'],
    [503, 'I am the leader, can not reinitialize', 'refused'],
    [503, 'restart already in progress', 'refused'],
    [503, 'restart conditions are not satisfied', 'refused'],
    [503, 'Cluster has no leader, can not reinitialize', 'refused'],
    [503, 'Service Unavailable', 'unclear'],
    [503, 'no healthy upstream', 'unclear'],
    [503, 'no', 'unclear'],
    [503, '', 'unclear'],
    [504, '', 'unclear'],
    [520, 'unknown', 'unclear'],
  ])('%i %j: %s', (status, text, meaning) => {
    expect(answerMeaning(status, text)).toBe(meaning);
  });

  it.each([408, 499, 502, 504])('%i comes from somebody who has waited in vain', (status) => {
    expect(mayComeLater(status)).toBe(true);
  });
});
