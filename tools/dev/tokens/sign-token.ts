import { SignJWT } from 'jose';
import type { Env } from '../start/settings.ts';
import { localIssuer } from './local-issuer.ts';
import type { TokenArguments } from './token-arguments.ts';
import { keyAlgorithm, type TokenKey } from './token-key.ts';

export interface SignTokenDeps {
  readonly key: TokenKey;
  readonly env: Env;
  readonly now: Date;
}

/** A token as an identity provider would issue it to this user, whose e-mail address it has verified. */
export const signToken = (
  { user, email, name, admin, lifetimeSeconds }: TokenArguments,
  { key, env, now }: SignTokenDeps,
): Promise<string> => {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = localIssuer(env);
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims = {
    ...(email !== undefined && { email, email_verified: true }),
    ...(name !== undefined && { name }),
    ...(admin && { roles: ['admin'] }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: keyAlgorithm, kid: key.keyId, typ: 'JWT' })
    .setSubject(user)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(key.privateKey);
};
