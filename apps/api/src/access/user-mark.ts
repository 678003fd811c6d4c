import Type from 'typebox';
import { userPartition } from './member-record.ts';

/** As much of a user's record as rights need: table `users`, {@link userKey}. A user who has not been seen yet has none. */
export const UserMark = Type.Object({
  /** Since then the user is being removed, with everything that nobody else shares. */
  deletingAt: Type.Optional(Type.String({ format: 'date-time' })),
});

/** Key of a user's record. */
export const userKey = (userId: string) => ({ pk: userPartition(userId), sk: 'RECORD' }) as const;
