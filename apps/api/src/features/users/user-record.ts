import Type, { type Static } from 'typebox';

const dateTime = Type.String({ format: 'date-time' });

/**
 * A user, as the claims of the last token say: table `users`, {@link userKey}. There is one for everybody who was seen with a
 * valid token; nothing depends on it but what `users/me` shows, and the mark of a deletion.
 */
export const UserRecord = Type.Object({
  id: Type.String(),
  email: Type.Optional(Type.String()),
  emailVerified: Type.Boolean(),
  name: Type.Optional(Type.String()),
  isAdmin: Type.Boolean(),
  firstSeenAt: dateTime,
  lastSeenAt: dateTime,
  updatedAt: dateTime,
  version: Type.Integer({ minimum: 1 }),
  /** The user is being removed since then, and can neither create nor join projects. */
  deletingAt: Type.Optional(dateTime),
  /** The projects that keep the removal from ending: others have joined them since it began. */
  blockedBy: Type.Optional(Type.Array(Type.Object({ id: Type.String(), name: Type.String() }))),
});
export type UserRecord = Static<typeof UserRecord>;

/** Tells due users from due exports, which are in the same table. */
export const deletionOutbox = 'deletions';
