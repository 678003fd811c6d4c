import type { HttpContract } from '@snapinfra/contracts';
import { type CodeGenerationRecord } from '@snapinfra/platform';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Ids } from '../fixtures/area-fixture.ts';
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

/** Ids of the same shape that nothing has. */
export const absentIds = (ids: Ids): Ids =>
  Object.fromEntries(
    Object.entries(ids).map(([name, id]) => [name, name === '*' ? id : `${id.slice(0, -4)}0000`] as const),
  );

const bodies: (typeof areaFixtures)[number]['bodies'] = Object.assign(
  {},
  ...areaFixtures.map((fixture) => fixture.bodies),
);

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
