import type { Sql, SqlSession } from '../../operations/ports/sql-ports.js';

/** What was sent and may have been received; an answer that proves otherwise takes its own back. */
let sent = 0;

/** Something is sent that may change something. */
export function noteSent(): void {
  sent += 1;
}

/** Whether an end that nobody expected may have left something done. */
export function mayHaveChanged(): boolean {
  return sent > 0;
}

/** The port of those who send orders, with a note of each that may have got there. */
export function notingOrders<
  Order extends readonly unknown[],
  Reply extends { readonly kind: string },
>(port: { send(...order: Order): Promise<Reply> }): { send(...order: Order): Promise<Reply> } {
  return {
    send: async (...order) => {
      noteSent();
      const reply = await port.send(...order);
      if (reply.kind === 'not-sent') sent -= 1;
      return reply;
    },
  };
}

/** The same for statements, which may do anything. */
export function notingStatements(port: Sql): Sql {
  return { connect: async (...login) => notingSession(await port.connect(...login)) };
}

function notingSession(session: SqlSession): SqlSession {
  return {
    run: (statements) => {
      noteSent();
      return session.run(statements);
    },
    close: () => session.close(),
  };
}
