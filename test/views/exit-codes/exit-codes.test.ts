import { expect, it } from 'vitest';
import { exitCodeOf, OUTCOMES } from '../../../src/errors.js';
import { exitCodesView } from '../../../src/views/exit-codes/exit-codes.js';

it('is a table of all outcomes', () => {
  expect(`\n${exitCodesView(OUTCOMES)}`).toMatchInlineSnapshot(`
    "
     exit  outcome      meaning
        0  done         it happened, or it was already so (then the message says so)
        0  accepted     the agent accepted the request, and you chose not to wait for the result
        1  refused      nothing was changed: the cluster's state forbids it, or the agent said no
        2  usage        wrong command, option, argument or settings, or an answer is needed and there is nobody to ask
        3  unhealthy    an inspection ran to its end and found errors or a difference
        4  unreachable  etcd, the agent that must act, or PostgreSQL did not answer, broke its protocol, or refused the credentials
        5  unknown      requested, or possibly requested, and not seen to its end: it may still happen
        6  partial      some members done, some not, or done differently than asked
        7  not-found    no such cluster or member anywhere
        8  conflict     somebody else changed the same thing in the meantime; nothing was written
       70  bug          an unexpected error inside ctl; please report it (5 once something was sent)
       74  output-lost  the result could not be written, as on a full disk; replaces only 0 and 3, and stderr tells what was done
      130  cancelled    you said no, or interrupted before anything was sent

    If several members end differently, the code is 6; if all end the same way, it is theirs.
    A reader that goes away, as in | head, or a closed terminal changes neither the code nor what is done.
    check follows the convention of monitoring plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; whatever keeps it from checking is 3.
    With --json the document on stdout holds "outcome", "exit" and a stable "code" as well.
    "
  `);
});

it('gives each kind of failure an exit code of its own', () => {
  const failures = OUTCOMES.filter(({ outcome }) => !['done', 'accepted'].includes(outcome));
  const codes = failures.map(({ outcome }) => exitCodeOf(outcome));
  expect(new Set(codes).size).toBe(failures.length);
  expect(codes).not.toContain(0);
});
