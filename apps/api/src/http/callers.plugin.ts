import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Caller } from './caller.ts';
import { refuse } from './problem-error.ts';
import type { VerifyToken } from './verify-token.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route that is not open to anybody. */
    caller: Caller;
  }
}

export interface CallersOptions {
  readonly authMode: 'jwt' | 'dev';
  /** Absent where no key set is configured: bearer tokens are refused then. */
  readonly verifyToken: VerifyToken | undefined;
}

/** Part of keys and object names: no control characters, no lone surrogates, and never a path of dots. */
const isUsableId = (userId: string): boolean =>
  userId.length > 0 &&
  userId.length <= 256 &&
  userId.isWellFormed() &&
  !/\p{Cc}/u.test(userId) &&
  !/^\.+$/.test(userId);

const nobody = (detail: string) =>
  refuse('authentication_required', detail, { headers: { 'www-authenticate': 'Bearer' } });

const bearerToken = (header: string): string => {
  const [, token] = /^bearer +([^\s]+)$/i.exec(header.trim()) ?? [];
  if (!token) throw nobody('The Authorization header is not `Bearer <token>`.');
  return token;
};

const subjectOf = async (request: FastifyRequest, { authMode, verifyToken }: CallersOptions): Promise<string> => {
  const { authorization, 'x-dev-user-id': devUser } = request.headers;
  if (devUser !== undefined && authMode !== 'dev') {
    throw refuse('dev_user_refused', 'x-dev-user-id is for development only: send a bearer token.');
  }
  if (authorization !== undefined) {
    const token = bearerToken(authorization);
    if (!verifyToken) throw refuse('token_invalid', 'Bearer tokens cannot be checked here: JWT_JWKS_URL is not set.');
    return verifyToken(token);
  }
  if (typeof devUser === 'string' && devUser !== '') return devUser;
  throw nobody(
    authMode === 'dev'
      ? 'Send `Authorization: Bearer <JWT>` or `x-dev-user-id`.'
      : 'Send `Authorization: Bearer <JWT>`.',
  );
};

const isOpen = (request: FastifyRequest): boolean => {
  const schema = request.routeOptions.schema as { security?: readonly unknown[]; hide?: boolean } | undefined;
  return request.is404 || schema?.security?.length === 0 || schema?.hide === true;
};

/** Authenticates the caller, before anything else of the request is read. */
export const callersPlugin = fp<CallersOptions>(async (app, options) => {
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request) => {
    if (isOpen(request)) return;
    const userId = await subjectOf(request, options);
    if (!isUsableId(userId)) throw refuse('token_invalid', 'The caller’s id is empty, too long or not plain text.');
    request.caller = { userId };
  });
});
