import { createServer } from 'node:http';
import { freePort } from '@snapinfra/testing';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

const issuerName = 'https://issuer.example';
const audience = 'snapinfra';
const keyId = 'of-the-issuer';

/** Claims of a token of the issuer, ten minutes valid. */
const claimsOf = (changes: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
  sub: 'ada',
  iss: issuerName,
  aud: audience,
  exp: Math.floor(Date.now() / 1000) + 600,
  ...changes,
});

/** An issuer of tokens with a key set of its own, and of tokens that must be refused. */
export const startIssuer = async () => {
  const own = await generateKeyPair('ES256', { extractable: true });
  const stranger = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(own.publicKey)), kid: keyId, alg: 'ES256' }] });
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(keys));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const sign = (claims: JWTPayload, key: Parameters<SignJWT['sign']>[0], alg = 'ES256') =>
    new SignJWT(claims).setProtectedHeader({ alg, kid: keyId }).sign(key);
  return {
    env: { JWT_JWKS_URL: `http://127.0.0.1:${port}/keys`, JWT_ISSUER: issuerName, JWT_AUDIENCE: audience },
    token: (changes?: Readonly<Record<string, unknown>>) => sign(claimsOf(changes), own.privateKey),
    ofAnotherKey: (changes?: Readonly<Record<string, unknown>>) => sign(claimsOf(changes), stranger.privateKey),
    /** With the algorithm `none`, by the usual spellings. */
    unsigned: (alg: 'none' | 'None', changes?: Readonly<Record<string, unknown>>) => {
      const [header = '', payload = ''] = new UnsecuredJWT(claimsOf(changes)).encode().split('.');
      return `${alg === 'none' ? header : Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${payload}.`;
    },
    /** As if the public key were a shared secret. */
    signedWithPublicKey: async () => sign(claimsOf(), Buffer.from(await exportSPKI(own.publicKey)), 'HS256'),
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
};
