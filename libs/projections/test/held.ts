import type { Database } from '@subledger/read-models';
import type { RawBuilder } from 'kysely';

/** A transaction that is open, as a program leaves it which waits for somebody. */
export interface Held {
  end(): Promise<void>;
}

/** Carries out a statement, and keeps whatever locks it took. */
export async function held(database: Database, statement: RawBuilder<unknown>): Promise<Held> {
  const over = Promise.withResolvers<undefined>();
  const began = Promise.withResolvers<undefined>();
  const transaction = database.transaction().execute(async (open) => {
    await statement.execute(open);
    began.resolve(undefined);
    await over.promise;
  });
  await Promise.race([began.promise, transaction]);
  return {
    end: () => {
      over.resolve(undefined);
      return transaction;
    },
  };
}
