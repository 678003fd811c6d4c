import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from './database.ts';
import { isKnown, rowTag } from './etag.ts';
import type { Hooks } from './hooks.ts';
import { itemUrl, keyParameters, listUrl, segmentValue } from './item-path.ts';
import type { QueryMembers } from './list-query.ts';
import { getRow, listRows } from './read-rows.ts';
import type { Entity, Registry } from './registry.ts';
import { changeRow, createRow, removeRow } from './resource-operations.ts';
import { withRetries } from './execute.ts';
import type { WrittenRow } from './write-rows.ts';

export interface ResourceRoutesDeps {
  readonly db: Database;
  readonly hooks: Hooks;
  readonly registry: Registry;
}

interface ListRoute {
  Querystring: QueryMembers;
}
interface ItemRoute extends ListRoute {
  Params: Readonly<Record<string, string>>;
}

const sendJson = (reply: FastifyReply, text: string): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(text);

const sendTagged = (request: FastifyRequest, reply: FastifyReply, text: string, tag: string): FastifyReply => {
  void reply.header('etag', tag);
  return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send() : sendJson(reply, text);
};

const sendWritten = (reply: FastifyReply, written: WrittenRow): FastifyReply =>
  sendJson(reply.header('etag', rowTag(written.tag)), written.json);

/** Hidden from the plugin: openapi.ts documents these routes in more detail than route schemas can. */
const undocumented = { schema: { hide: true } } as const;

const addListRoutes = (app: FastifyInstance, entity: Entity, deps: ResourceRoutesDeps): void => {
  const url = listUrl(entity);
  app.get<ListRoute>(url, undocumented, async ({ caller, query }, reply) =>
    sendJson(reply, await withRetries(() => listRows({ db: deps.db, caller }, entity, query))),
  );
  app.post(url, undocumented, async (request, reply) => {
    const written = await createRow(deps, entity, request.caller, request.body);
    void reply.code(201);
    // Callers who may not read the row do not get its key either: it may be a generated secret.
    if (!written.readable) return reply.send();
    if (entity.key.length > 0) void reply.header('location', itemUrl(entity, written.key));
    return sendWritten(reply, written);
  });
};

const addItemRoutes = (app: FastifyInstance, entity: Entity, deps: ResourceRoutesDeps): void => {
  const parameters = keyParameters(entity);
  const url = [listUrl(entity), ...parameters.map((name) => `:${name}`)].join('/');
  const keyOf = (params: ItemRoute['Params']) => parameters.map((name) => segmentValue(params[name] ?? ''));
  const targetOf = ({ params, headers }: FastifyRequest<ItemRoute>) => ({
    key: keyOf(params),
    ifMatch: headers['if-match'],
  });
  app.get<ItemRoute>(url, undocumented, async (request, reply) => {
    const { caller, params, query } = request;
    const row = await withRetries(() => getRow({ db: deps.db, caller }, entity, keyOf(params), query));
    return sendTagged(request, reply, row.json, rowTag(row.tag, row.embeds ? row.json : undefined));
  });
  app.patch<ItemRoute>(url, undocumented, async (request, reply) => {
    const written = await changeRow(deps, entity, request.caller, targetOf(request), request.body);
    if (!written.readable) return reply.code(204).send();
    return sendWritten(reply.header('content-location', itemUrl(entity, written.key)), written);
  });
  app.delete<ItemRoute>(url, undocumented, async (request, reply) => {
    await removeRow(deps, entity, request.caller, targetOf(request));
    return reply.code(204).send();
  });
};

/** Adds list and create routes for every resource; read, update and delete only if its rows have a key. */
export const addResourceRoutes = (app: FastifyInstance, deps: ResourceRoutesDeps): void => {
  for (const entity of deps.registry.entities) {
    addListRoutes(app, entity, deps);
    if (entity.key.length > 0) addItemRoutes(app, entity, deps);
  }
};
