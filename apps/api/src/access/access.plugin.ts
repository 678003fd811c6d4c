import { isProjectPermission } from '@snapinfra/contracts';
import { createReadBatch, type AwsClients } from '@snapinfra/aws-clients';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { notFound } from '../http/problem-error.ts';
import { readAccess, type Access, type Claim, type RightsStores } from './rights.ts';
import type { Reading, ReadRequest } from './reading.ts';
import { describeAccess } from './describe-access.ts';
import { accessOfRoute, type RouteAccess, type Subject } from './route-access.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of every route, from its contract. */
    access?: RouteAccess;
    /** What the handler needs, read in one wave with the caller's rights. */
    reading?: Reading<unknown>;
    /**
     * The effect of the route takes the caller's right to it away. A repeated request with the same Idempotency-Key gets the first
     * answer, although the caller has lost the right. Only for answers that tell nothing but what the caller did.
     */
    endsOwnRight?: 'role' | 'membership';
  }
  interface FastifyRequest {
    /** Set where the contract needs a right in a project: the caller has it. */
    access: Access;
    /** The right that the route needs, which `commit` demands again; undefined where it is not one in a project. */
    claim: Claim | undefined;
  }
}

export interface AccessOptions {
  readonly stores: RightsStores;
  readonly clients: Pick<AwsClients, 'dynamo'>;
  /** Sends the first answer to a request with this Idempotency-Key again; false where there is none. */
  readonly replay: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>;
}

const readRequestOf = ({ caller, params, query, body }: FastifyRequest, subject: Subject | undefined): ReadRequest => ({
  ...{ caller, body, id: subject?.id ?? '', projectId: subject?.projectId ?? '' },
  params: { ...Object(params) } as ReadRequest['params'],
  query: { ...Object(query) } as ReadRequest['query'],
});

/** The right that a request needs; undefined where it needs none in a project. @throws ProblemError for an id that nothing can have */
const claimOf = (request: FastifyRequest, access: RouteAccess): Claim | undefined => {
  const { permission } = access;
  if (!isProjectPermission(permission)) return undefined;
  const { id, subject } = access.subjectOf(request);
  if (!subject) throw notFound(access.notFound, id);
  return { caller: request.caller, permission, subject, notFound: access.notFound, seesDeleted: access.seesDeleted };
};

/** Starts one wave: the rights, and what the route's handler needs. */
const startReads = ({ stores, clients }: AccessOptions, request: FastifyRequest, claim: Claim | undefined) => {
  const { reading } = request.routeOptions.config;
  const batch = createReadBatch(clients);
  const access = claim && readAccess(stores, batch, claim);
  const found = reading?.read(readRequestOf(request, claim?.subject), batch);
  // Each is awaited where it is needed, and `found` only once the rights are known.
  for (const started of [access, found, batch.send()]) started?.catch(() => undefined);
  return { access, found };
};

/**
 * Holds every route to the permission of its contract, before its handler runs. Rights are read anew for each request: a removed
 * member is refused from then on.
 */
export const accessPlugin = fp<AccessOptions>(async (app, options) => {
  app.decorateRequest('access');
  app.decorateRequest('claim', undefined);
  app.decorateRequest('reads', undefined);
  app.addHook('onRoute', (route) => {
    const access = accessOfRoute(route);
    route.config = { ...route.config, access };
    if (route.schema && !route.schema.hide) route.schema = describeAccess(route.schema, access);
  });
  app.addHook('preHandler', async (request, reply) => {
    const { access, reading, endsOwnRight } = request.routeOptions.config;
    if (request.is404 || access === undefined || access.permission === 'anybody') return undefined;
    const claim = claimOf(request, access);
    const started = startReads(options, request, claim);
    try {
      if (started.access) request.access = await started.access;
    } catch (refusal) {
      if (endsOwnRight && (await options.replay(request, reply))) return reply;
      throw refusal;
    }
    request.claim = claim;
    if (!reading || !started.found) return undefined;
    const again = async () => {
      const next = startReads(options, request, claim);
      await next.access;
      return next.found;
    };
    request.reads = { reading, found: started.found, again };
    return undefined;
  });
});
