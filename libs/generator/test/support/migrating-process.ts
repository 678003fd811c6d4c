/**
 * A process that migrates, as an instance of a generated project does at its start: `<address> <folder> [moment]`. At the
 * given moment it ends itself by SIGKILL: 2n is before its nth exchange with the database, 2n + 1 after it. It writes the
 * statements that it runs, and at its end what it applied, in how many exchanges.
 */
import type { DatabaseHandle, ScriptSession } from '../../template/src/core/database.ts';
import { migrate } from '../../template/src/core/migrations.ts';
import { openAddress } from './open-address.ts';

const [address = '', folder = '', moment = '-1'] = process.argv.slice(2);
let exchanges = 0;

const reach = (reached: number): Promise<void> => {
  if (reached !== Number(moment)) return Promise.resolve();
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

const counted =
  <Parameters extends readonly unknown[], Result>(send: (...parameters: Parameters) => Promise<Result>) =>
  async (...parameters: Parameters): Promise<Result> => {
    const exchange = exchanges;
    exchanges += 1;
    await reach(2 * exchange);
    const result = await send(...parameters);
    await reach(2 * exchange + 1);
    return result;
  };

const watched = (session: ScriptSession): ScriptSession => ({
  run: counted((script) => {
    process.stdout.write(`${script}\n`);
    return session.run(script);
  }),
  query: counted(session.query),
  restore: counted(session.restore),
});

const database = await openAddress(address);
const handle: DatabaseHandle = {
  ...database,
  withSession: (work) => database.withSession((session) => work(watched(session))),
};
try {
  const applied = await migrate(handle, folder, { onNotice: (notice) => process.stdout.write(`${notice}\n`) });
  process.stdout.write(`${JSON.stringify({ applied, exchanges })}\n`);
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await database.close();
}
