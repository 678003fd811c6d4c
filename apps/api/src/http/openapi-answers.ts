import {
  httpContracts,
  Problem,
  problems,
  problemStatusesOf,
  type HttpContract,
  type ProblemCode,
} from '@snapinfra/contracts';

interface Document {
  paths?: object | undefined;
  components?: { schemas?: object | undefined } | undefined;
}

type Part = Readonly<Record<string, unknown>>;

const part = (value: unknown): Part => ({ ...Object(value) }) as Part;

const text = { type: 'string' } as const;
const header = (description: string, schema: object = text) => ({ description, required: true, schema });
const etag = header('The version of what is answered, for If-Match and If-None-Match', {
  ...text,
  pattern: '^"[^"]*"$',
});
const seconds = header('Seconds to wait', { ...text, pattern: String.raw`^\d+$` });

const headersOf: Readonly<Record<number, Part>> = {
  201: { Location: header('Where it is', { ...text, format: 'uri-reference' }) },
  202: { Location: header('Where the job is', { ...text, format: 'uri-reference' }), 'Retry-After': seconds },
  302: { Location: header('A URL that is good for an hour', { ...text, format: 'uri' }) },
  401: { 'WWW-Authenticate': header('What to authenticate with') },
  429: { 'Retry-After': seconds },
  503: { 'Retry-After': seconds },
};

/** The header that every answer has. */
const requestId = { 'X-Request-Id': header('The id of the request, which the log has, too') };

const success = ({ method, isTagged }: HttpContract, status: number, described: Part): Part => {
  const isCacheable = method === 'GET' && isTagged !== false && status === 200;
  const isChange = status === 201 || (method === 'PUT' && status === 200);
  const tag = isCacheable || isChange ? { ETag: etag } : {};
  return { ...described, headers: { ...tag, ...headersOf[status], ...requestId } };
};

const refusalSchema = (codes: readonly ProblemCode[], status: number) => ({
  allOf: [{ $ref: '#/components/schemas/Problem' }],
  type: 'object',
  properties: { code: { type: 'string', enum: codes }, status: { const: status } },
});

const refusal = (status: number, codes: readonly ProblemCode[], own: Part | undefined): Part => {
  const schema = refusalSchema(codes, status);
  const ownSchema = part(part(own?.['content'])['application/json'])['schema'];
  const json = ownSchema === undefined ? schema : { anyOf: [ownSchema, schema] };
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].meaning}`).join('\n\n'),
    // Refusals from below the framework have no id.
    headers: { ...headersOf[status] },
    content: { 'application/json': { schema: json }, 'application/problem+json': { schema } },
  };
};

const answersOf = (contract: HttpContract, own: Part): Part => {
  const given = Object.entries(own).map(([status, described]) => [
    status,
    success(contract, Number(status), part(described)),
  ]);
  const refused = [...problemStatusesOf(contract)].map(([status, codes]) => [
    status,
    refusal(status, codes, own[status] === undefined ? undefined : part(own[status])),
  ]);
  const isCacheable = contract.method === 'GET' && contract.isTagged !== false;
  const unchanged = { description: 'Not changed since the version in If-None-Match', headers: { ETag: etag } };
  return { ...Object.fromEntries(given), ...(isCacheable ? { 304: unchanged } : {}), ...Object.fromEntries(refused) };
};

/** TypeBox's enums have no type. */
const withTypes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withTypes);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withTypes(inner)]));
  const isEnum = Array.isArray(members['enum']) && members['enum'].every((item) => typeof item === 'string');
  return isEnum && !('type' in members) ? { type: 'string', ...members } : members;
};

/** The path as the document has it. */
export const templateOf = (url: string): string => url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{*}');

/**
 * Adds to the routes' own answers how each may be refused, status by status, and the headers that come with them; and whether a body
 * is needed.
 */
export const describeAnswers = <Given extends Document>(document: Given): Given => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [path, operations] of Object.entries(part(document.paths))) paths[path] = { ...part(operations) };
  for (const contract of Object.values(httpContracts)) {
    const operations = paths[templateOf(contract.url)];
    const method = contract.method.toLowerCase();
    const operation = part(operations?.[method]);
    if (operations === undefined || operations[method] === undefined) continue;
    const requestBody = contract.isBodyOptional ? { ...part(operation['requestBody']), required: false } : undefined;
    operations[method] = {
      ...operation,
      ...(requestBody && { requestBody }),
      responses: answersOf(contract, part(operation['responses'])),
    };
  }
  const described = withTypes({ paths, schemas: { ...document.components?.schemas, Problem } }) as {
    paths: object;
    schemas: object;
  };
  return {
    ...document,
    paths: described.paths,
    components: { ...document.components, schemas: described.schemas },
  };
};
