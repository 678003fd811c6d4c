/**
 * A process that migrates, as an instance of a generated project does at its start: `<address> <folder> [moment]`. It writes
 * what it runs and, at its end, what it applied. At the given moment (see watched-database.ts) it ends itself by SIGKILL.
 */
import { migrate } from '../../template/src/core/migrations.ts';
import { openAddress } from './open-address.ts';
import { watchedDatabase } from './watched-database.ts';

const [address = '', folder = '', lastMoment = '-1'] = process.argv.slice(2);
const write = (line: string): void => void process.stdout.write(`${line}\n`);

const reach = (moment: number, script?: string): Promise<void> => {
  if (script !== undefined) write(script);
  if (moment !== Number(lastMoment)) return Promise.resolve();
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

const database = await openAddress(address);
try {
  const applied = await migrate(watchedDatabase(database, reach), folder, { onNotice: write });
  write(JSON.stringify({ applied }));
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await database.close();
}
