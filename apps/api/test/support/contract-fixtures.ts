import { createProject, generateCode, updateProject, type HttpContract } from '@snapinfra/contracts';
import { type CodeGenerationRecord } from '@snapinfra/platform';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { complete, storedRecord } from './generations.ts';
import { architecture, goodSchema, randomText, wordySchema } from './models.ts';
import type { Api, CallOptions } from './start-api.ts';

/** Ids of things that somebody owns, by the names that contracts give them in paths and bodies. */
export type Ids = Readonly<Record<string, string>>;

/** One of everything that contracts name, made for a user. Large ones have their documents in S3. */
export const makeIds = async (api: Api, user: string, { large = false } = {}): Promise<Ids> => {
  const bulk = large ? randomText(800_000) : undefined;
  const { body } = await api.expectStatus(201, createProject, {
    user,
    body: {
      name: 'Named',
      schema: large ? wordySchema() : goodSchema,
      architecture: { ...architecture, metadata: { bulk } },
      analysis: { bulk },
    },
  });
  const { id: projectId, schemaId, architectureId } = body.data;
  await api.expectStatus(200, updateProject, { user, params: { projectId }, body: { generatedCode: { files: [] } } });
  const { body: job } = await api.expectStatus(202, generateCode, { user, body: { projectId, prompt: 'please' } });
  const generationId = job.data.id;
  await api.deps.background.drain();
  return { projectId, schemaId: schemaId ?? '', architectureId: architectureId ?? '', generationId, '*': 'README.md' };
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

type BodyOf = (ids: Ids) => object;

/** A valid body for each contract that takes one, by operationId. */
const bodies: Readonly<Record<string, BodyOf>> = {
  createProject: () => ({ name: 'N', schema: goodSchema, architecture }),
  updateProject: () => ({ name: 'Renamed', schema: goodSchema, generatedIaC: { files: [] } }),
  readProjectBatch: ({ projectId = '' }) => ({ projectIds: [projectId] }),
  createSchema: ({ projectId }) => ({ projectId, ...goodSchema }),
  updateSchema: () => ({ name: 'Renamed' }),
  createSchemaVersion: () => ({ name: 'Next' }),
  createArchitecture: ({ projectId }) => ({ projectId, ...architecture }),
  updateArchitecture: () => ({ name: 'Redrawn' }),
  generateCode: ({ projectId }) => ({ projectId, prompt: 'please' }),
  createCodeGeneration: ({ projectId }) => ({ projectId, prompt: 'please' }),
};

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
    if (value === undefined) throw new Error(`${operationId}: add a fixture for :${name} to contract-fixtures.ts`);
    return [name, value] as const;
  });
  const options = { params: Object.fromEntries(params) };
  if (schema === undefined) return options;
  const body = bodies[operationId]?.(ids);
  if (body === undefined) throw new Error(`${operationId}: add a body to contract-fixtures.ts`);
  const [wrong] = Value.Errors(schema, body);
  if (wrong) throw new Error(`${operationId}: the body of contract-fixtures.ts is wrong: ${JSON.stringify(wrong)}`);
  return { ...options, body };
};
