import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { callerOf, isUsableId, type Caller } from './caller.ts';
import { emailAddressOf } from './email-address.ts';
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

const devHeaders = ['x-dev-user-id', 'x-dev-email'] as const;

const nobody = (detail: string) =>
  refuse('authentication_required', detail, { headers: { 'www-authenticate': 'Bearer' } });

const bearerToken = (header: string): string => {
  const [, token] = /^bearer +([^\s]+)$/i.exec(header.trim()) ?? [];
  if (!token) throw nobody('The Authorization header is not `Bearer <token>`.');
  return token;
};

const refuseDevHeaders = ({ headers }: FastifyRequest): void => {
  const sent = devHeaders.filter((name) => headers[name] !== undefined);
  if (sent.length === 0) return;
  throw refuse('dev_user_refused', `For development only: ${sent.join(' and ')}. Send a bearer token instead.`);
};

/** ASCII only: Node reads other characters of a header as Latin-1, which would be another address. */
const devEmailOf = (header: unknown): string => {
  const isAscii = typeof header === 'string' && /^[\x20-\x7e]*$/.test(header);
  const address = isAscii ? emailAddressOf(header) : undefined;
  if (address !== undefined) return address;
  throw refuse('token_invalid', 'x-dev-email is not an e-mail address, in ASCII, of at most 254 characters.');
};

const devCallerOf = ({ headers }: FastifyRequest): Caller => {
  const { 'x-dev-user-id': userId, 'x-dev-email': email } = headers;
  if (typeof userId === 'string' && userId !== '') {
    return {
      userId,
      ...(email !== undefined && { email: { address: devEmailOf(email), verified: true } }),
      isAdmin: false,
    };
  }
  throw nobody(
    email === undefined
      ? 'Send `Authorization: Bearer <JWT>` or `x-dev-user-id`.'
      : 'x-dev-email names nobody by itself: send `x-dev-user-id` with it.',
  );
};

/** A bearer token takes precedence: in development, headers beside it are ignored. */
const callerOfRequest = async (request: FastifyRequest, options: CallersOptions): Promise<Caller> => {
  const { authorization } = request.headers;
  const { authMode, verifyToken } = options;
  if (authMode !== 'dev') refuseDevHeaders(request);
  if (authorization !== undefined) {
    const token = bearerToken(authorization);
    if (!verifyToken) throw refuse('token_invalid', 'Bearer tokens cannot be checked here: JWT_JWKS_URL is not set.');
    return callerOf(await verifyToken(token));
  }
  if (authMode === 'dev') return devCallerOf(request);
  throw nobody('Send `Authorization: Bearer <JWT>`.');
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
    const caller = await callerOfRequest(request, options);
    if (!isUsableId(caller.userId))
      throw refuse('token_invalid', 'The caller’s id is empty, too long or not plain text.');
    request.caller = caller;
  });
});
