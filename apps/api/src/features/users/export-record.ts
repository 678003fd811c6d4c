import { createHash } from 'node:crypto';
import { exportStatuses } from '@snapinfra/contracts';
import Type, { type Static } from 'typebox';
import { userPartition } from '../../access/member-record.ts';

const dateTime = Type.String({ format: 'date-time' });

/** An export of everything of a user: table `users`, {@link exportKey}, beside the user's record. */
export const ExportRecord = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  status: Type.Enum(exportStatuses),
  /** Attempts begun; one that a stopping instance gave back does not count. */
  attempts: Type.Integer({ minimum: 0 }),
  leaseHolder: Type.Optional(Type.String()),
  leaseExpiresAtEpochMs: Type.Optional(Type.Integer()),
  /** Fences the holder's writes, and is part of its object's key. */
  leaseToken: Type.Integer({ minimum: 0 }),
  archiveKey: Type.Optional(Type.String()),
  archiveBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  fileCount: Type.Optional(Type.Integer({ minimum: 0 })),
  fileName: Type.Optional(Type.String()),
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
  createdAt: dateTime,
  updatedAt: dateTime,
  completedAt: Type.Optional(dateTime),
  /** When it is removed, with its archive. */
  expiresAt: Type.Optional(dateTime),
  version: Type.Integer({ minimum: 1 }),
});
export type ExportRecord = Static<typeof ExportRecord>;

export const exportPrefix = 'EXPORT#';
export const exportKey = (userId: string, id: string) =>
  ({ pk: userPartition(userId), sk: `${exportPrefix}${id}` }) as const;

/** Which export of a user is being made: there is one at a time. Table `users`, {@link runningExportKey}. */
export const RunningExportItem = Type.Object({ exportId: Type.String() });
export type RunningExportItem = Static<typeof RunningExportItem>;
export const runningExportKey = (userId: string) => ({ pk: userPartition(userId), sk: 'RUNNING_EXPORT' }) as const;

/** Prefix of all objects of a user's exports: a hash, since a subject may be an e-mail address. */
export const exportsPrefix = (userId: string): string =>
  `exports/${createHash('sha256').update(userId).digest('hex')}/`;
export const archivesOfExport = ({ userId, id }: Pick<ExportRecord, 'userId' | 'id'>): string =>
  `${exportsPrefix(userId)}${id}/`;
/** Each holder of the lease stores an object of its own. */
export const exportArchiveKey = (record: Pick<ExportRecord, 'userId' | 'id'>, leaseToken: number): string =>
  `${archivesOfExport(record)}${leaseToken}/export.zip`;

/** Tells due exports from due users, which are in the same table. */
export const exportOutbox = 'exports';
