import type { ObjectStore, Table } from '@snapinfra/aws-clients';
import { keepLease, type Lease } from '@snapinfra/jobs';
import type { Clock } from '../../runtime/clock.ts';
import {
  createExportChanges,
  isClaimable,
  isMadeUnder,
  maximumExportAttempts,
  type ExportChange,
} from './export-changes.ts';
import { exportArchiveKey, exportKey, type ExportRecord } from './export-record.ts';
import type { ExportedFile } from '../../records/exported-file.ts';
import { zipOf } from './zip-of.ts';

const renewalIntervalMs = 15_000;

export interface MakeExportDeps {
  readonly exports: Pick<Table<ExportRecord>, 'update'>;
  readonly objects: Pick<ObjectStore, 'putStream' | 'delete'>;
  readonly clock: Clock;
  /** Everything of a user. */
  readonly filesOf: (userId: string, signal: AbortSignal) => AsyncIterable<ExportedFile>;
  /** This instance. */
  readonly holder: string;
  readonly onError: (message: string, error: unknown) => void;
  /** Aborts when this instance stops: it then gives the export back, to be made by another one. */
  readonly stopping: AbortSignal;
}

/** Makes an export, unless somebody else is making it or has made it. What it writes, it writes under a lease. */
export type MakeExport = (record: ExportRecord) => Promise<void>;

/** The changes of an export that is being made. */
const createAttempt = ({ exports, clock }: MakeExportDeps, record: ExportRecord, lease: Lease) => {
  const key = exportKey(record.userId, record.id);
  const changes = createExportChanges(clock, record);
  const write = (change: ExportChange) => exports.update(key, change, { condition: isMadeUnder(lease) });
  return {
    renew: async () => {
      const { ok } = await write(changes.renew());
      return { kind: ok ? ('written' as const) : ('lost' as const) };
    },
    /** Whether the record points to the archive, also by an earlier write whose answer was lost. */
    complete: async (stored: Partial<ExportRecord>): Promise<boolean> => {
      const written = await write(changes.complete(stored));
      return written.ok || written.existing?.archiveKey === stored.archiveKey;
    },
    giveBack: () => write(changes.giveBack()),
    fail: () => write(record.attempts >= maximumExportAttempts ? changes.fail() : changes.retry(record.attempts)),
  };
};

/** Stores the archive, and returns the members of the record that describe it. */
const storeArchive = async (
  { clock, filesOf, objects }: MakeExportDeps,
  record: ExportRecord,
  lease: Lease,
  signal: AbortSignal,
): Promise<Partial<ExportRecord>> => {
  const now = clock();
  const zip = zipOf(filesOf(record.userId, signal), { mtime: now });
  const stop = () => void zip.bytes.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const archiveKey = exportArchiveKey(record, lease.token);
  try {
    const { sizeBytes } = await objects.putStream(archiveKey, zip.bytes, { contentType: 'application/zip', signal });
    const fileName = `snapinfra-export-${now.toISOString().slice(0, 10)}.zip`;
    return { archiveKey, archiveBytes: sizeBytes, fileCount: zip.fileCount(), fileName };
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

const makeUnderLease = async (deps: MakeExportDeps, record: ExportRecord, lease: Lease): Promise<void> => {
  const { objects, stopping, onError } = deps;
  const attempt = createAttempt(deps, record, lease);
  const onRenewFailed = (error: unknown) => onError('the lease of an export could not be renewed', error);
  const keeper = keepLease({ renew: attempt.renew, intervalMs: renewalIntervalMs, onRenewFailed });
  const signal = AbortSignal.any([keeper.signal, stopping]);
  try {
    const stored = await storeArchive(deps, record, lease, signal);
    await keeper.stop();
    // If another instance has taken the export over, or the user is gone, this archive is orphaned.
    if (!(await attempt.complete(stored))) await objects.delete(exportArchiveKey(record, lease.token));
  } catch (error) {
    await keeper.stop();
    if (keeper.lost.aborted) return;
    if (!stopping.aborted) onError(`an export failed in attempt ${record.attempts}`, error);
    await (stopping.aborted ? attempt.giveBack() : attempt.fail());
  }
};

export const createMakeExport =
  (deps: MakeExportDeps): MakeExport =>
  async (record) => {
    const { exports, clock, holder, stopping } = deps;
    if (stopping.aborted) return;
    const key = exportKey(record.userId, record.id);
    const changes = createExportChanges(clock, record);
    const condition = isClaimable(clock());
    if (record.attempts >= maximumExportAttempts) {
      await exports.update(key, changes.fail(), { condition });
      return;
    }
    const claimed = await exports.update(key, changes.claim(holder), { condition });
    if (claimed.ok) await makeUnderLease(deps, claimed.item, { id: record.id, token: claimed.item.leaseToken });
  };
