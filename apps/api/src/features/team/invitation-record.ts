import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { invitedRoles } from '@snapinfra/contracts';
import { projectPartition } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';

const dateTime = Type.String({ format: 'date-time' });

/** How an invitation may end. One that lapses is removed by its expiry, and one that is replaced at once. */
export const invitationEnds = ['accepted', 'declined', 'revoked'] as const;
export type InvitationEnd = (typeof invitationEnds)[number];

/**
 * An invitation: table `teams`, under {@link invitationKey}, and while it is pending under {@link pendingKey} as well, so that one
 * read finds it by its project, by its id or by its address. It changes only when it ends; the ended one stays for a day, so that a
 * lost answer can be repeated.
 */
export const InvitationRecord = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  projectName: Type.String(),
  email: Type.String(),
  role: Type.Enum(invitedRoles),
  invitedBy: Type.Object({
    userId: Type.String(),
    name: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
  }),
  /** The token itself is in the sender's answer only (and in what repeats that under an Idempotency-Key, for a day). */
  tokenHash: Type.String(),
  createdAt: dateTime,
  expiresAt: dateTime,
  expiresAtEpochSeconds: Type.Integer(),
  ended: Type.Optional(Type.Object({ how: Type.Enum(invitationEnds), by: Type.String(), at: dateTime })),
});
export type InvitationRecord = Static<typeof InvitationRecord>;

export const invitationPrefix = 'INVITATION#';

/** In the partition of its project: the newest one sorts last. */
export const invitationKey = (projectId: string, id: string) =>
  ({ pk: projectPartition(projectId), sk: `${invitationPrefix}${id}` }) as const;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The partition of an address: its hash, as keys have a limited length and stand in logs. */
export const emailPartition = (address: string): string => `EMAIL#${sha256(address)}`;

/** At most one invitation is pending for an address and a project. */
export const pendingKey = (address: string, projectId: string) =>
  ({ pk: emailPartition(address), sk: projectPartition(projectId) }) as const;

export const newToken = (): string => randomBytes(32).toString('base64url');
export const tokenHashOf = (token: string): string => sha256(token);

export const isTokenOf = (token: string, { tokenHash }: Pick<InvitationRecord, 'tokenHash'>): boolean =>
  timingSafeEqual(Buffer.from(tokenHashOf(token)), Buffer.from(tokenHash.padEnd(64).slice(0, 64)));

/** It can be accepted: it has neither ended nor lapsed, whether or not the database has removed it yet. */
export const isPending = ({ ended, expiresAt }: InvitationRecord, now: Date): boolean =>
  ended === undefined && Date.parse(expiresAt) > now.getTime();
