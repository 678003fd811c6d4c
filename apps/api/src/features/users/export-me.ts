import { equals, itemIsNew, type ObjectStore, type Stored } from '@snapinfra/aws-clients';
import { maximumExports, type UserExport } from '@snapinfra/contracts';
import { dueAt } from '@snapinfra/jobs';
import { isProjectId } from '@snapinfra/platform';
import { userPartition } from '../../access/member-record.ts';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import { notFound, refuse } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { NewId } from '../../runtime/new-id.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import type { RequestTable } from '../../storage/tables.ts';
import {
  exportKey,
  exportOutbox,
  exportPrefix,
  runningExportKey,
  type ExportRecord,
  type RunningExportItem,
} from './export-record.ts';

/** The tables of exports. */
export interface ExportStores {
  readonly exports: RequestTable<ExportRecord>;
  readonly running: RequestTable<RunningExportItem>;
  readonly objects: Pick<ObjectStore, 'presignDownload'>;
}

/** The exports of the caller, and which one is being made. */
export interface OwnExports {
  readonly exports: readonly ExportRecord[];
  readonly running: Stored<RunningExportItem> | undefined;
}

/** The list may have been read before a request that the pointer has been read after: its export is then missing. */
const areWhole = ({ exports, running }: OwnExports): boolean =>
  running === undefined || exports.some(({ id }) => id === running.exportId);

export const ownExportsReading = ({
  exports,
  running,
}: Pick<ExportStores, 'exports' | 'running'>): Reading<OwnExports> => {
  const allOf = async (userId: string): Promise<ExportRecord[]> => {
    const found: ExportRecord[] = [];
    const query = { partition: userPartition(userId), sort: { beginsWith: exportPrefix } };
    for await (const record of exports.query(query)) found.push(record);
    return found;
  };
  return createReading(
    async ({ caller: { userId } }, batch) => {
      const [found, pointer] = await Promise.all([allOf(userId), batch.get(running.toGet(runningExportKey(userId)))]);
      return { exports: found, running: pointer };
    },
    { isWhole: areWhole },
  );
};

/** An expired export is gone, whether or not the sweeper has removed it yet. */
const isKept = ({ expiresAt }: ExportRecord, now: Date): boolean =>
  expiresAt === undefined || Date.parse(expiresAt) > now.getTime();

export const ownExportReading = ({ exports }: Pick<ExportStores, 'exports'>, clock: Clock): Reading<ExportRecord> =>
  createReading(async ({ caller: { userId }, params: { exportId: id = '' } }, batch) => {
    const record = isProjectId(id) ? await batch.get(exports.toGet(exportKey(userId, id))) : undefined;
    if (!record || !isKept(record, clock())) throw notFound('export_not_found', id);
    return record;
  });

const toExport = (record: ExportRecord): UserExport => {
  const { id, status, fileName, archiveBytes, fileCount, error, createdAt, updatedAt, completedAt, expiresAt } = record;
  return {
    ...{ id, status },
    ...(fileName !== undefined && { fileName }),
    ...(archiveBytes !== undefined && { archiveBytes }),
    ...(fileCount !== undefined && { fileCount }),
    ...(error !== undefined && { error }),
    ...{ createdAt, updatedAt },
    ...(completedAt !== undefined && { completedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
};

/** Seconds that a download URL is good for. */
const downloadSeconds = 3600;

/** An export as its user sees it: a completed one with a URL that downloads it. */
export const readExport = async (
  { objects }: Pick<ExportStores, 'objects'>,
  record: ExportRecord,
): Promise<UserExport> => {
  const { archiveKey: key, fileName } = record;
  if (record.status !== 'completed' || key === undefined || fileName === undefined) return toExport(record);
  const request = { key, fileName, contentType: 'application/zip', expiresInSeconds: downloadSeconds };
  const { url } = await objects.presignDownload(request);
  return { ...toExport(record), downloadUrl: url, expiresIn: downloadSeconds };
};

export interface RequestExportDeps {
  readonly stores: ExportStores;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Starts to make an export behind the answer; the sweeper makes it if this instance can't. */
  readonly start: (record: ExportRecord) => void;
}

const newExport = ({ clock, newId }: RequestExportDeps, { userId }: Caller): ExportRecord => {
  const now = clock().toISOString();
  const times = { createdAt: now, updatedAt: now, version: 1 };
  return { id: newId(), userId, status: 'pending', attempts: 0, leaseToken: 0, ...times };
};

/** Requests an export; while one is being made, answers with that one. */
export const createRequestExport =
  (deps: RequestExportDeps) =>
  (caller: Caller, read: Reader<OwnExports>, commit: Commit): Promise<Answer> =>
    retryOnConflict('your exports', async () => {
      const { stores, clock } = deps;
      const { exports, running } = await read();
      const answerOf = (record: ExportRecord): Answer => ({
        status: 202,
        headers: { location: `/api/users/me/exports/${record.id}`, 'retry-after': '5' },
        body: envelope(toExport(record), clock()),
      });
      const unfinished = exports.find(({ status }) => status === 'pending' || status === 'running');
      if (unfinished) {
        const answer = answerOf(unfinished);
        await commit([], undefined, answer);
        return answer;
      }
      const kept = exports.filter((record) => isKept(record, clock()));
      if (kept.length >= maximumExports) {
        throw refuse('too_many_exports', `${kept.length} of your exports are kept: the oldest one goes after a week.`);
      }
      const record = newExport(deps, caller);
      const answer = answerOf(record);
      const attributes = dueAt(record.id, clock().getTime(), exportOutbox);
      const isAsRead = running ? equals('exportId', running.exportId) : itemIsNew;
      const writes = [
        stores.exports.toPut(exportKey(caller.userId, record.id), record, { condition: itemIsNew, attributes }),
        stores.running.toPut(runningExportKey(caller.userId), { exportId: record.id }, { condition: isAsRead }),
      ];
      const activity = { action: 'user.exported', entityType: 'export', entityId: record.id };
      const written = await commit(writes, activity, answer);
      if (!written.ok) return undefined;
      deps.start(record);
      return answer;
    });
