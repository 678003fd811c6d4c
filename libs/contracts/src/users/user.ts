import Type, { type Static } from 'typebox';
import { DateTime } from '../http/envelope.ts';

/** How far the deletion of a user is. */
export const Deletion = Type.Object({
  status: Type.Enum(['running', 'blocked'], {
    description: 'blocked: others have joined projects since it began, which need another owner before it can go on',
  }),
  requestedAt: DateTime,
  projects: Type.Optional(
    Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
      description: 'Those that need another owner',
    }),
  ),
});
export type Deletion = Static<typeof Deletion>;

/** A user, as the claims of the last token say. */
export const User = Type.Object({
  id: Type.String(),
  email: Type.Optional(Type.String({ description: 'In lower case' })),
  emailVerified: Type.Boolean(),
  name: Type.Optional(Type.String()),
  isAdmin: Type.Boolean({ description: 'Operates this installation; no right in others’ projects' }),
  firstSeenAt: DateTime,
  lastSeenAt: DateTime,
  deletion: Type.Optional(Deletion),
  version: Type.Integer({ description: 'Grows by one with every change; the ETag' }),
});
export type User = Static<typeof User>;

export const exportStatuses = ['pending', 'running', 'completed', 'failed'] as const;
export type ExportStatus = (typeof exportStatuses)[number];

/** How long an export is kept, and how many of one user at a time. */
export const exportDays = 7;
export const maximumExports = 10;

/** An archive with everything of a user. */
export const UserExport = Type.Object({
  id: Type.String(),
  status: Type.Enum(exportStatuses),
  fileName: Type.Optional(Type.String()),
  archiveBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  fileCount: Type.Optional(Type.Integer({ minimum: 0 })),
  downloadUrl: Type.Optional(Type.String({ format: 'uri', description: 'Of a completed export' })),
  expiresIn: Type.Optional(Type.Integer({ description: 'Seconds that the URL is good for' })),
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
  createdAt: DateTime,
  updatedAt: DateTime,
  completedAt: Type.Optional(DateTime),
  expiresAt: Type.Optional(Type.String({ format: 'date-time', description: 'When the archive is removed' })),
});
export type UserExport = Static<typeof UserExport>;
