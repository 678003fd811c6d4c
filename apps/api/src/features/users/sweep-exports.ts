import { equals, type ObjectStore } from '@snapinfra/aws-clients';
import { createDueSweep, type DueSweep, type DueSweepDeps } from '@snapinfra/jobs';
import { removalWaitMs } from '../../records/removal-times.ts';
import type { Background } from '../../runtime/background.ts';
import { writableTable, type RequestTable } from '../../storage/tables.ts';
import {
  archivesOfExport,
  exportKey,
  exportOutbox,
  runningExportKey,
  type ExportRecord,
  type RunningExportItem,
} from './export-record.ts';
import type { MakeExport } from './make-export.ts';

/** Exports that one instance makes at a time: each holds a part of its archive, and a document, in memory. */
const exportsAtOnce = 2;

export interface SweepExportsDeps extends DueSweepDeps {
  readonly exports: RequestTable<ExportRecord>;
  readonly running: RequestTable<RunningExportItem>;
  readonly objects: Pick<ObjectStore, 'deletePrefix'>;
  readonly background: Background;
  readonly makeExport: MakeExport;
}

/** Makes exports a few at a time; where there are more, they stay due, and this or another instance makes them later. */
export const limitExports = (makeExport: MakeExport): MakeExport => {
  let atWork = 0;
  return async (record) => {
    if (atWork >= exportsAtOnce) return;
    atWork += 1;
    try {
      await makeExport(record);
    } finally {
      atWork -= 1;
    }
  };
};

const isOver = ({ expiresAt }: ExportRecord, now: Date): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();

/** Makes exports that nobody is making, and removes expired ones. Waits for one no longer than for other removals. */
export const createSweepExports = (deps: SweepExportsDeps): DueSweep => {
  const { clock, objects, background, makeExport } = deps;
  const exports = writableTable(deps.exports);
  const remove = async (record: ExportRecord): Promise<void> => {
    await objects.deletePrefix(archivesOfExport(record));
    const condition = equals('exportId', record.id);
    await writableTable(deps.running).delete(runningExportKey(record.userId), { condition });
    await exports.delete(exportKey(record.userId, record.id));
  };
  return createDueSweep({ ...deps, outbox: exportOutbox }, exports, async (record) => {
    if (isOver(record, clock())) return remove(record);
    if (record.status === 'completed' || record.status === 'failed') return undefined;
    return background.runWithin(removalWaitMs, 'an export', () => makeExport(record));
  });
};
