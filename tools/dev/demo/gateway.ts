import {
  createProject,
  generateCode,
  getCodeGeneration,
  getDownloadUrl,
  getSchemaDiff,
  pathOf,
  streamCodeGeneration,
  type CodeGeneration,
  type HttpContract,
  type Problem,
  type SavedProject,
  type SchemaDiff,
  updateSchema,
} from '@snapinfra/contracts';
import { DemoError } from './demo-error.ts';
import { readEvents } from './read-events.ts';

const devUserId = 'demo';

/** A client of the public API that authenticates with `x-dev-user-id`. */
export interface Gateway {
  createProject(body: { name: string; schema: unknown }): Promise<SavedProject>;
  /** Saves the next version of a schema. */
  updateSchema(schemaId: string, schema: object): Promise<void>;
  /** What the next generation would do to a database of the newest one. */
  diff(schemaId: string): Promise<SchemaDiff>;
  generate(projectId: string): Promise<CodeGeneration>;
  /** All states of a generation up to its final one, from the event stream; reconnects if the stream breaks. */
  follow(generationId: string): AsyncGenerator<CodeGeneration>;
  download(generationId: string): Promise<{ fileName: string; archive: Uint8Array }>;
}

type Params = Readonly<Record<string, string>>;

const finalStates: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);

export function createGateway(baseUrl: string): Gateway {
  const call = async (contract: HttpContract, params: Params, init: RequestInit = {}) => {
    const response = await fetch(`${baseUrl}${pathOf(contract, params)}`, {
      ...init,
      method: contract.method,
      headers: { 'x-dev-user-id': devUserId, ...init.headers },
    });
    if (!response.ok) throw await refusal(`${contract.method} ${contract.url}`, response);
    return response;
  };
  const read = async <Data>(contract: HttpContract, params: Params, body?: unknown): Promise<Data> => {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const { data } = (await (await call(contract, params, init)).json()) as { data: Data };
    return data;
  };

  async function* events(generationId: string, lastEventId: string | undefined) {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const { body } = await call(streamCodeGeneration, { generationId }, { headers });
    if (body !== null) yield* readEvents(body);
  }

  async function* follow(generationId: string): AsyncGenerator<CodeGeneration> {
    let lastEventId: string | undefined;
    for (;;) {
      for await (const { id, event, data } of events(generationId, lastEventId)) {
        if (event !== 'code-generation') continue;
        lastEventId = id;
        const generation = JSON.parse(data) as CodeGeneration;
        yield generation;
        if (finalStates.has(generation.status)) return;
      }
      const generation = await read<CodeGeneration>(getCodeGeneration, { generationId });
      if (finalStates.has(generation.status)) return yield generation;
    }
  }

  return {
    createProject: (body) => read(createProject, {}, body),
    updateSchema: async (schemaId, schema) => void (await read(updateSchema, { schemaId }, schema)),
    diff: (schemaId) => read(getSchemaDiff, { schemaId }),
    generate: (projectId) => read(generateCode, {}, { projectId }),
    follow,
    download: async (generationId) => {
      const { downloadUrl, fileName } = await read<{ downloadUrl: string; fileName: string }>(getDownloadUrl, {
        generationId,
      });
      const response = await fetch(downloadUrl);
      if (!response.ok) throw new DemoError(`The download returned ${response.status}`, [await response.text()]);
      return { fileName, archive: await response.bytes() };
    },
  };
}

/** The error for a failed request, with the problem details of the gateway. */
async function refusal(what: string, response: Response): Promise<DemoError> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  if (problem?.detail === undefined) return new DemoError(`${what} returned ${response.status}`);
  const details = (problem.errors ?? []).map(({ path, message }) => `${path}: ${message}`);
  return new DemoError(`${what} returned ${response.status} (${problem.code}): ${problem.detail}`, details);
}
