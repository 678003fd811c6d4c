import { clip } from './clip.ts';
import { emailAddressOf } from './email-address.ts';

/** The caller: of a bearer token, or the developer that the headers x-dev-user-id and x-dev-email name. */
export interface Caller {
  readonly userId: string;
  /** Only a verified address says who somebody is: anybody can claim another. */
  readonly email?: {
    /** Trimmed, in lower case, 254 characters at most. */
    readonly address: string;
    readonly verified: boolean;
  };
  /** As the issuer knows it, in one line of 200 characters at most: for display only. */
  readonly name?: string;
  /** Whether the issuer gave the role `admin`, which is one of Snapinfra, not of a project. */
  readonly isAdmin: boolean;
}

/** The claims of a verified token. Beyond the registered ones, an issuer may write anything. */
export type Claims = Readonly<Record<string, unknown>>;

const maximumNameCharacters = 200;

/** Part of keys and object names: no control characters, no lone surrogates, and never a path of dots. */
export const isUsableId = (userId: string): boolean =>
  userId.length > 0 &&
  // Part of sort keys, which are limited in bytes.
  Buffer.byteLength(userId) <= 768 &&
  userId.length <= 256 &&
  userId.isWellFormed() &&
  !/\p{Cc}/u.test(userId) &&
  !/^\.+$/.test(userId);

const emailOf = ({ email, email_verified: verified }: Claims): Caller['email'] => {
  const address = typeof email === 'string' ? emailAddressOf(email) : undefined;
  return address === undefined ? undefined : { address, verified: verified === true };
};

const nameOf = ({ name }: Claims): string | undefined => {
  if (typeof name !== 'string') return undefined;
  const line = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line === '' ? undefined : clip(line, maximumNameCharacters);
};

/**
 * The caller that the claims of a verified token describe: `sub`, `email`, `email_verified`, `name` and `roles`. Claims
 * of another type are ignored, since only `sub` is needed: without a text there, the id is empty and not usable.
 */
export const callerOf = (claims: Claims): Caller => {
  const { sub, roles } = claims;
  const email = emailOf(claims);
  const name = nameOf(claims);
  return {
    userId: typeof sub === 'string' ? sub : '',
    ...(email && { email }),
    ...(name !== undefined && { name }),
    isAdmin: Array.isArray(roles) && roles.includes('admin'),
  };
};
