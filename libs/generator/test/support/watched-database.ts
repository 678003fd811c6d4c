import type { DatabaseHandle, ScriptSession } from '../../template/src/core/database.ts';

/**
 * A database whose exchanges with a session are watched: moment 2n is before the nth, 2n + 1 after it. `script` is what is
 * about to run, if it is one.
 */
export const watchedDatabase = (
  database: DatabaseHandle,
  reach: (moment: number, script?: string) => Promise<void>,
): DatabaseHandle => {
  let exchanges = 0;
  const between = async <Result>(send: () => Promise<Result>, script?: string): Promise<Result> => {
    const exchange = exchanges;
    exchanges += 1;
    await reach(2 * exchange, script);
    const result = await send();
    await reach(2 * exchange + 1);
    return result;
  };
  const watched = ({ run, query, restore }: ScriptSession): ScriptSession => ({
    run: (script) => between(() => run(script), script),
    query: (text, parameters) => between(() => query(text, parameters)),
    restore: () => between(restore),
  });
  return { ...database, withSession: (work) => database.withSession((session) => work(watched(session))) };
};
