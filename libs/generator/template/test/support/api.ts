import { after } from 'node:test';
import { SignJWT } from 'jose';
import { buildApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { DatabaseHandle, ScriptSession } from '../../src/core/database.ts';
import { openDatabase } from '../../src/open-database.ts';
import { resources } from '../../src/tables/index.ts';
import { createAnswerCheck } from './answers.ts';
import { anonymous, type Caller } from './callers.ts';
import type { Query } from './database.ts';
import type { Json } from './model.ts';
import { createTestDatabase, existingDatabase } from './test-database.ts';
import { withoutUncheckedRules } from './unchecked-rules.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  /** The parsed JSON; null if there is no body, the text if it is not JSON. */
  readonly body: Json;
}

export interface Sending {
  readonly caller?: Caller;
  readonly body?: Json;
  /** Raw JSON to send instead of `body`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The application as in production, and direct access to its database. */
export interface Api {
  readonly send: (method: string, path: string, sending?: Sending) => Promise<Answer>;
  readonly query: Query;
}

const secret = 'only the tests of this project sign with this';
const encoded = (text: string) => new TextEncoder().encode(text);

export const tokenFor = (
  { subject = 'somebody', roles }: Caller,
  options: { expiresInSeconds?: number; secret?: string } = {},
): Promise<string> =>
  new SignJWT({ roles: [...roles] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime(Math.floor(Date.now() / 1000) + (options.expiresInSeconds ?? 3600))
    .sign(encoded(options.secret ?? secret));

/** Keeps a database session open for the statements of the tests. */
const holdSession = (database: DatabaseHandle): Promise<{ session: ScriptSession; release: () => void }> =>
  new Promise((resolve, reject) => {
    const held = (session: ScriptSession) => new Promise<void>((release) => resolve({ session, release }));
    database.withSession(held).catch(reject);
  });

const parsed = (payload: string): Json => {
  if (payload === '') return null;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
};

const start = async (): Promise<Api & { stop: () => Promise<void> }> => {
  const { variables, drop } = await createTestDatabase();
  const config = readConfig({
    ...variables,
    AUTH_MODE: 'jwt',
    JWT_SECRET: secret,
    LOG_LEVEL: 'silent',
    MIGRATE_ON_START: 'true',
    // Tests must not fail because the machine is busy.
    MAX_EVENT_LOOP_DELAY_MS: '0',
  });
  const database = await openDatabase(config).catch(async (error: unknown) => {
    await drop();
    throw error;
  });
  const { session, release } = await holdSession(database);
  const app = await buildApp({ config, database, resources });
  const document = parsed((await app.inject('/openapi.json')).payload);
  const check = createAnswerCheck(existingDatabase === undefined ? document : withoutUncheckedRules(document));
  const tokens = new Map<string, string>();
  const authorization = async (caller: Caller) => {
    const key = JSON.stringify([caller.subject, caller.roles]);
    const token = tokens.get(key) ?? (await tokenFor(caller));
    tokens.set(key, token);
    return { authorization: `Bearer ${token}` };
  };
  return {
    query: (sql, parameters = []) => session.query(sql, parameters),
    send: async (method, path, { caller = anonymous, body, text, headers = {} } = {}) => {
      const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
      const signedIn = caller.subject === undefined ? {} : await authorization(caller);
      const answer = await app.inject({
        method: method as 'GET',
        url: path,
        headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...signedIn, ...headers },
        ...(payload === undefined ? {} : { payload }),
      });
      check({ method, path, status: answer.statusCode, headers: answer.headers, text: answer.payload });
      return { status: answer.statusCode, headers: answer.headers, body: parsed(answer.payload) };
    },
    stop: async () => {
      release();
      await app.close();
      await drop();
    },
  };
};

let running: ReturnType<typeof start> | undefined;

/** The application that all tests share; starts with the first test and stops after the last. */
export const startApi = (): Promise<Api> => (running ??= start());

after(async () => (await running)?.stop());
