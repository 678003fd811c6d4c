import type { HttpContract } from '@snapinfra/contracts';
import { type CodeGenerationRecord } from '@snapinfra/platform';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { FixtureCaller, Ids } from '../fixtures/area-fixture.ts';
import { areaFixtures } from '../fixtures/index.ts';
import { complete, storedRecord } from './generations.ts';
import type { Api, CallOptions } from './start-api.ts';

export type { Ids } from '../fixtures/area-fixture.ts';

/** One of everything that contracts name, made for a user. Large ones have their documents in S3. */
export const makeIds = async (api: Api, user: string, { large = false } = {}): Promise<Ids> => {
  const ids: Record<string, string> = {};
  for (const { make } of areaFixtures) Object.assign(ids, await make(api, ids, { user, large }));
  return ids;
};

/** Lets the generation end as a worker does: there is an archive to ask for. */
export const completeGeneration = async (api: Api, { generationId = '' }: Ids): Promise<void> => {
  const record: CodeGenerationRecord = await storedRecord(api, generationId);
  await complete(api, record);
};

const bodies: (typeof areaFixtures)[number]['bodies'] = Object.assign(
  {},
  ...areaFixtures.map((fixture) => fixture.bodies),
);
const callers: NonNullable<(typeof areaFixtures)[number]['callers']> = Object.assign(
  {},
  ...areaFixtures.map((fixture) => fixture.callers),
);

/** Who makes a valid call of a contract, where it is not for whoever made the things. */
export const callerFor = ({ schema }: HttpContract, ids: Ids): FixtureCaller | undefined =>
  callers[schema.operationId]?.(ids);

/** The parameters of a contract's path. */
export const pathParameters = ({ url }: Pick<HttpContract, 'url'>): string[] =>
  [...url.matchAll(/:(\w+)|\*/g)].map(([match, name]) => name ?? match);

/** The schemas of the members of an object's schema, by name. */
export const membersOf = (schema: TSchema | undefined): Readonly<Record<string, TSchema>> =>
  schema && 'properties' in schema && typeof schema.properties === 'object' && schema.properties !== null
    ? { ...(schema.properties as Record<string, TSchema>) }
    : {};

/**
 * A valid call of a contract with these ids.
 *
 * @throws Error where the contract takes something that is not known here: a new endpoint has to say what it takes
 */
export const requestFor = (contract: HttpContract, ids: Ids): CallOptions => {
  const { operationId, body: schema } = contract.schema;
  const params = pathParameters(contract).map((name) => {
    const value = ids[name];
    if (value === undefined) throw new Error(`${operationId}: add a fixture for :${name} to test/fixtures`);
    return [name, value] as const;
  });
  const options = { params: Object.fromEntries(params) };
  if (schema === undefined) return options;
  const body = bodies[operationId]?.(ids);
  if (body === undefined) throw new Error(`${operationId}: add a body to test/fixtures`);
  const [wrong] = Value.Errors(schema, body);
  if (wrong) throw new Error(`${operationId}: the body of test/fixtures is wrong: ${JSON.stringify(wrong)}`);
  return { ...options, body };
};

/** The same by somebody who may make it: `user`, or the one whom the fixture names. */
export const validCall = (
  contract: HttpContract,
  ids: Ids,
  { user, headers = {} }: { readonly user: string; readonly headers?: Readonly<Record<string, string>> },
): CallOptions => {
  const caller = callerFor(contract, ids) ?? { user };
  return {
    ...requestFor(contract, ids),
    user: caller.user,
    headers: { ...(caller.email !== undefined && { 'x-dev-email': caller.email }), ...headers },
  };
};
