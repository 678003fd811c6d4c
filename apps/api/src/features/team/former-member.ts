import { projectPartition } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';

/**
 * The mark of a removed member: table `teams`, {@link formerMemberKey}. It stays for a day, so that a repeated DELETE, whose first
 * answer may have been lost, gets the same answer.
 */
export const FormerMember = Type.Object({ userId: Type.String(), expiresAtEpochSeconds: Type.Integer() });
export type FormerMember = Static<typeof FormerMember>;

export const formerMemberKey = (projectId: string, userId: string) =>
  ({ pk: projectPartition(projectId), sk: `FORMER#${userId}` }) as const;

const daySeconds = 24 * 3600;

/** The expiry of items that are kept to repeat an answer, in epoch seconds. */
export const aDayLater = (now: Date): number => Math.floor(now.getTime() / 1000) + daySeconds;

export const isRemembered = (mark: FormerMember | undefined, now: Date): boolean =>
  mark !== undefined && mark.expiresAtEpochSeconds * 1000 > now.getTime();
