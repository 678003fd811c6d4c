import Type from 'typebox';
import { userPartition } from './member-record.ts';

/** As much of a user's record as rights need: table `users`, {@link userKey}. A user who was not seen yet has none. */
export const UserMark = Type.Object({
  /** Since then the user and all that is his alone is being removed. */
  deletingAt: Type.Optional(Type.String({ format: 'date-time' })),
});

/** Key of a user's record. */
export const userKey = (userId: string) => ({ pk: userPartition(userId), sk: 'RECORD' }) as const;
