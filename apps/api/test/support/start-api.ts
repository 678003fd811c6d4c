import { httpContracts, pathOf, Problem, type HttpContract } from '@snapinfra/contracts';
import { readEnv, apiEnv } from '@snapinfra/platform';
import type { Backend } from '@snapinfra/testing';
import type { AwsClients, Table } from '@snapinfra/aws-clients';
import type { RequestTable } from '../../src/storage/tables.ts';
import { pino } from 'pino';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import { buildApp } from '../../src/build-app.ts';
import { openGenerationStores } from '../../src/features/code-generations/code-generation-stores.ts';
import { openProjectStores } from '../../src/features/projects/project-stores.ts';
import type { App } from '../../src/http/app-instance.ts';
import { createDependencies, type Overrides } from '../../src/dependencies.ts';
import { createAnswerCheck } from './answers.ts';
import { recordCalls } from './record-calls.ts';

export const testEnv = {
  NODE_ENV: 'test',
  AUTH_MODE: 'dev',
  CURSOR_SECRET: 'a secret of the tests that is long enough',
  CORS_ORIGINS: 'http://app.example',
  RATE_LIMIT_PER_MINUTE: '100000',
  // A machine that runs tests may be busy with others.
  MAX_EVENT_LOOP_DELAY_MS: '0',
} as const;

export interface CallOptions {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** By the headers of development; null for nobody, or for somebody that `headers` name. */
  readonly user?: string | null;
}

type Responses<Contract> = Contract extends { schema: { response: infer Response } } ? Response : never;
type BodyOf<Contract, Status extends number> =
  Responses<Contract> extends Readonly<Record<Status, infer Schema>>
    ? Schema extends TSchema
      ? Static<Schema>
      : unknown
    : unknown;

export interface Called<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export type Api = Awaited<ReturnType<typeof startApi>>;

export interface ApiOptions extends Overrides {
  readonly env?: Readonly<Record<string, string>>;
}

/** Every answer is held against the contract: success against its schema, refusals against the problem's. */
const checkAnswer = (contract: HttpContract, { status, body, headers }: Called<unknown>): void => {
  const own = contract.schema.response[status];
  const schema = own ?? (status >= 400 ? Problem : undefined);
  if (!schema || !String(headers['content-type']).includes('json')) return;
  expect(Value.Errors(schema as TSchema, body), `${contract.schema.operationId} ${status}`).toEqual([]);
  if (schema === Problem) expect(body).toMatchObject({ success: false, status });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Holds every answer against the gateway's own OpenAPI document; what it does not describe is collected. */
const holdToDocument = (app: App): (() => readonly string[]) => {
  const faults: string[] = [];
  let check: ReturnType<typeof createAnswerCheck> | undefined;
  app.addHook('onSend', async (request, reply, payload) => {
    check ??= createAnswerCheck(app.swagger());
    const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.toString() : undefined;
    const { method, routeOptions } = request;
    const headers = reply.getHeaders();
    const answer = { method, route: routeOptions.url, status: reply.statusCode, headers, text: payload ? text : '' };
    faults.push(...check(answer));
    return payload;
  });
  // Each is reported once: the calls after it are not to blame.
  return () => faults.splice(0);
};

type Writable<Stores> = {
  [Name in keyof Stores]: Stores[Name] extends RequestTable<infer Item> ? Table<Item> : Stores[Name];
};

/** Tests write as workers and sweepers do. */
const writable = <Stores extends object>(stores: Stores) => stores as Writable<Stores>;

/** The gateway on a backend, as in production but for the port; `call` speaks by contract. */
export const startApi = async (backend: Backend, { env = {}, ...overrides }: ApiOptions = {}) => {
  const log = pino({ level: process.env['API_TEST_LOG'] ?? 'silent' });
  const clients: AwsClients = overrides.clients ?? backend.clients();
  const deps = createDependencies(readEnv(apiEnv, { ...backend.env, ...testEnv, ...env }), {
    log,
    ...overrides,
    clients,
  });
  const app = await buildApp(deps);
  const takeUndocumented = holdToDocument(app);
  recordCalls(app);

  const call = async <const Contract extends HttpContract, const Status extends number = 200>(
    contract: Contract,
    { params, query, body, headers = {}, user = 'ada' }: CallOptions & { readonly expecting?: Status } = {},
  ): Promise<Called<BodyOf<Contract, Status>>> => {
    const response = await app.inject({
      method: contract.method,
      url: pathOf(contract, params, query),
      headers: {
        ...(user !== null && { 'x-dev-user-id': user }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const called = {
      status: response.statusCode,
      body: parse(response.body),
      headers: response.headers,
      text: response.body,
    };
    checkAnswer(contract, called);
    const undocumented = takeUndocumented();
    expect(undocumented, undocumented.join('\n')).toEqual([]);
    return called as Called<BodyOf<Contract, Status>>;
  };

  /** Calls and expects this status: the body is then typed by it. */
  const expectStatus = async <const Contract extends HttpContract, const Status extends number>(
    status: Status,
    contract: Contract,
    options: CallOptions = {},
  ): Promise<Called<BodyOf<Contract, Status>>> => {
    const called = await call<Contract, Status>(contract, options);
    expect(called.status, called.text.slice(0, 500)).toBe(status);
    return called;
  };

  const close = async () => {
    await app.close();
    expect(takeUndocumented(), 'answers that the OpenAPI document does not describe').toEqual([]);
  };

  return {
    app,
    deps,
    stores: writable({ ...openProjectStores(deps.storage), ...openGenerationStores(deps.storage) }),
    call,
    expectStatus,
    close,
  };
};

/** Calls and expects a problem of this code. */
export const expectProblem = async (
  api: Api,
  code: Static<typeof Problem>['code'],
  contract: HttpContract,
  options: CallOptions = {},
): Promise<Static<typeof Problem>> => {
  const { body, headers } = await api.call(contract, options);
  expect(body).toMatchObject({ code });
  expect(headers['content-type']).toContain('application/json');
  return body as Static<typeof Problem>;
};

export const allOperations = Object.values(httpContracts).map(({ schema }) => schema.operationId);
