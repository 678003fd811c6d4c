import type { FastifyRequest } from 'fastify';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { JwtConfig } from '../config.ts';
import type { Caller } from './access.ts';
import { isStorable } from './formats.ts';
import { Problem, unavailable } from './problems.ts';

/** Authenticates a request; undefined for an anonymous caller. */
export type Authenticate = (request: FastifyRequest) => Promise<Caller | undefined>;

const developerSubject = '00000000-0000-4000-8000-000000000001';

const invalidToken = (detail: string): Problem =>
  new Problem(401, 'invalid_token', detail, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });

/** The claim `roles`: a list of names, or one name. */
const rolesOf = (payload: JWTPayload): ReadonlySet<string> => {
  const roles = payload['roles'];
  if (typeof roles === 'string') return new Set([roles]);
  return new Set(Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : []);
};

const callerOf = (payload: JWTPayload): Caller => {
  const { sub } = payload;
  if (typeof sub !== 'string' || sub === '' || !isStorable(sub)) throw invalidToken('The token has no subject.');
  const roles = rolesOf(payload);
  return { subject: sub, hasRole: (role) => roles.has(role) };
};

const createVerify = ({ keys, issuer, audience }: JwtConfig): ((token: string) => Promise<JWTPayload>) => {
  const options: JWTVerifyOptions = {
    requiredClaims: ['sub', 'exp'],
    clockTolerance: 5,
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  if ('secret' in keys) {
    const secret = new TextEncoder().encode(keys.secret);
    return async (token) =>
      (await jwtVerify(token, secret, { ...options, algorithms: ['HS256', 'HS384', 'HS512'] })).payload;
  }
  const getKey = createRemoteJWKSet(new URL(keys.jwksUrl), { timeoutDuration: 5000 });
  const algorithms = [
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
  ];
  return async (token) => (await jwtVerify(token, getKey, { ...options, algorithms })).payload;
};

const tokenProblem = (error: unknown): unknown => {
  if (error instanceof errors.JWTExpired) return invalidToken('The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalidToken(`The token's claim ${error.claim} is not valid.`);
  if (error instanceof errors.JWKSTimeout) return unavailable("The token issuer's keys cannot be read.", error);
  if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC')
    return invalidToken('The token is not valid.');
  return unavailable("The token issuer's keys cannot be read.", error);
};

const authenticateByToken = (config: JwtConfig): Authenticate => {
  const verify = createVerify(config);
  return async ({ headers: { authorization } }) => {
    if (authorization === undefined) return undefined;
    const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
    if (token === undefined) throw invalidToken('The Authorization header holds no bearer token.');
    let payload: JWTPayload;
    try {
      payload = await verify(token);
    } catch (error) {
      throw tokenProblem(error);
    }
    return callerOf(payload);
  };
};

/** Without authentication every caller is a developer with every role, identified by `x-dev-user-id`. */
const authenticateDeveloper: Authenticate = async ({ headers }) => {
  const given = headers['x-dev-user-id'];
  const subject = typeof given === 'string' && given !== '' ? given : developerSubject;
  return { subject, hasRole: () => true };
};

export const createAuthenticate = (config: JwtConfig | { readonly mode: 'none' }): Authenticate =>
  config.mode === 'jwt' ? authenticateByToken(config) : authenticateDeveloper;

/**
 * Without authentication, only programs on this machine may call the API. The Host header gives away DNS rebinding: a
 * page on the internet whose host name resolves to 127.0.0.1.
 */
export const isLocalHost = (host: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
