import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Claims } from './caller.ts';
import { refuse } from './problem-error.ts';

/** Checks a bearer token and gives back its claims. @throws ProblemError `token_invalid` | `dependency_unavailable` */
export type VerifyToken = (token: string) => Promise<Claims>;

export interface TokenRules {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

/** Asymmetric only: a public key must never be taken for a shared secret. */
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

const isTokenProblem = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && error.code !== 'ERR_JOSE_GENERIC';

/** Verifies tokens against a key set: signature, times, issuer, audience and that they have a subject. */
export const createVerifyToken =
  ({ keys, issuer, audience }: TokenRules): VerifyToken =>
  async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        clockTolerance: 5,
        requiredClaims: ['sub', 'exp'],
        ...(issuer && { issuer }),
        ...(audience && { audience }),
      });
      return payload;
    } catch (error) {
      if (isTokenProblem(error)) {
        throw refuse('token_invalid', `The bearer token is refused: ${error.message}.`, {
          headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
        });
      }
      throw refuse('dependency_unavailable', 'The key set that tokens are checked against does not answer.', {
        headers: { 'retry-after': '5' },
      });
    }
  };

/** The keys at a URL: cached, and fetched again when a token names one that is not known. */
export const remoteKeys = (url: string): JWTVerifyGetKey => createRemoteJWKSet(new URL(url), { timeoutDuration: 3000 });
