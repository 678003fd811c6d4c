import { Envelope, type HttpContract, type Permission } from '@snapinfra/contracts';
import { recordKey } from '@snapinfra/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AreaDeps, CreateArea } from '../../src/features/feature.ts';
import type { App } from '../../src/http/app-instance.ts';
import { notFound, refuse } from '../../src/http/problem-error.ts';

const SchemaHead = Type.Object({ id: Type.String(), userId: Type.String() });

interface Route {
  readonly method?: HttpContract['method'];
  /** Behind `/api/planted`. */
  readonly path: string;
  /** What the walk is told of it. */
  readonly declared: Permission;
  /** What the gateway holds it to. */
  readonly served: Permission;
  /** Whether HEAD is a route of its own, open to anybody. */
  readonly hasOpenHead?: true;
  readonly handler: (deps: AreaDeps) => (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
}

const readSchema = ({ storage }: AreaDeps, { params }: FastifyRequest) => {
  const id = String(Reflect.get(Object(params), 'schemaId'));
  return storage.open('schemas', SchemaHead).get(recordKey(id));
};

const found: Route['handler'] = (deps) => async (request) => {
  const schema = await readSchema(deps, request);
  if (!schema) throw notFound('schema_not_found', String(Reflect.get(Object(request.params), 'schemaId')));
  return { success: true, data: schema };
};

/** A 404 that is another one where the schema is there. */
const telling =
  (tell: (reply: FastifyReply) => void, detail?: string): Route['handler'] =>
  (deps) =>
  async (request, reply) => {
    const { userId } = request.caller;
    const schema = await readSchema(deps, request);
    if (schema?.userId === userId) return { success: true, data: schema };
    if (schema) tell(reply);
    if (schema && detail !== undefined) throw refuse('schema_not_found', detail);
    throw notFound('schema_not_found', String(Reflect.get(Object(request.params), 'schemaId')));
  };

const nothing = (): void => undefined;
const empty: Route['handler'] = () => async () => ({ success: true, data: {} });

/** Routes that do not keep what their contracts promise, by what is wrong with them. `shown` is what a list shows to everybody. */
export const plantedRoutes = (shown: () => string) =>
  ({
    forgetsItsRight: { path: '/a/:schemaId', declared: 'schema.read', served: 'user', handler: found },
    tellsInItsText: {
      ...{ path: '/b/:schemaId', declared: 'schema.read', served: 'user' },
      handler: telling(nothing, 'This schema is another’s.'),
    },
    tellsInAHeader: {
      ...{ path: '/c/:schemaId', declared: 'schema.read', served: 'user' },
      handler: telling((reply) => void reply.header('x-version', '1')),
    },
    asksForTooLittle: {
      ...{ method: 'DELETE', path: '/d/:schemaId', declared: 'schema.write', served: 'schema.read', handler: empty },
    },
    asksForTooMuch: { path: '/e/:schemaId', declared: 'schema.read', served: 'schema.write', handler: found },
    tellsByHead: {
      ...{ path: '/j/:schemaId', declared: 'schema.read', served: 'schema.read', handler: found, hasOpenHead: true },
    },
    isOpen: { path: '/f', declared: 'user', served: 'anybody', handler: empty },
    isClosed: { path: '/g', declared: 'anybody', served: 'user', handler: empty },
    showsOthers: {
      ...{ path: '/h', declared: 'user', served: 'user' },
      handler: () => async () => ({ success: true, data: { id: shown() } }),
    },
    fails: {
      ...{ path: '/i', declared: 'user', served: 'user' },
      handler: () => async () => {
        throw notFound('schema_not_found', 'x');
      },
    },
  }) as const satisfies Readonly<Record<string, Route>>;

type Planted = Readonly<Record<string, Route>>;

const contractOf = (name: string, { method = 'GET', path }: Route, permission: Permission): HttpContract => {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => [parameter, Type.String()] as const);
  return {
    ...{ method, url: `/api/planted${path}`, permission },
    problems: names.length > 0 ? ['schema_not_found'] : [],
    schema: {
      ...{ operationId: name, tags: ['planted'], summary: name, response: { 200: Envelope(Type.Unknown()) } },
      ...(names.length > 0 && { params: Type.Object(Object.fromEntries(names)) }),
    },
  };
};

/** What the walk is told of them. */
export const plantedContracts = <Routes extends Planted>(routes: Routes) =>
  Object.fromEntries(
    Object.entries(routes).map(([name, route]) => [name, contractOf(name, route, route.declared)]),
  ) as Readonly<Record<keyof Routes, HttpContract>>;

const serve = (app: App, contract: HttpContract, { handler, hasOpenHead }: Route, deps: AreaDeps): void => {
  app.route({ ...contract, exposeHeadRoute: hasOpenHead !== true, handler: handler(deps) });
  if (hasOpenHead) app.head(contract.url, { schema: { hide: true, security: [] } }, async () => '');
};

/** An area that serves them. */
export const plantedArea =
  (routes: Planted): CreateArea =>
  (deps) => ({
    routes: (app) => {
      for (const [name, route] of Object.entries(routes))
        serve(app, contractOf(name, route, route.served), route, deps);
    },
  });
