import { setTimeout as delay } from 'node:timers/promises';
import Type from 'typebox';
import { runApp } from './run-app.ts';

/** The environment of the app below, which the tests start as a process with these variables as its argument, as JSON. */
const env = Type.Object({
  START_MS: Type.Integer(),
  STOP_MS: Type.Integer(),
  GRACE_MS: Type.Optional(Type.Integer()),
  EXITS_AFTER_STOP: Type.Optional(Type.Boolean()),
  /** Whether something of it is still under way after its stop. */
  LEAVES_SOMETHING: Type.Optional(Type.Boolean()),
});

const write = (fields: object, line: string): void => void process.stdout.write(`${JSON.stringify([line, fields])}\n`);

const variables = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, string>>;
await runApp(env, variables, ({ START_MS, STOP_MS, GRACE_MS, EXITS_AFTER_STOP, LEAVES_SOMETHING = false }) => {
  const underWay = setInterval(() => undefined, 1000);
  return {
    log: { info: write, warn: write },
    ...(GRACE_MS !== undefined && { graceMs: GRACE_MS }),
    ...(EXITS_AFTER_STOP !== undefined && { exitsAfterStop: EXITS_AFTER_STOP }),
    start: async (stopping) => {
      write({}, 'starting');
      await delay(START_MS, undefined, { signal: stopping }).catch(() => undefined);
      return { port: 80 };
    },
    stop: async () => {
      await delay(STOP_MS);
      if (!LEAVES_SOMETHING) clearInterval(underWay);
    },
  };
});
