import { Readable } from 'node:stream';
import { DocumentMissingError } from '@snapinfra/aws-clients';
import { ProblemError } from '../http/problem-error.ts';
import type { RequestTable } from '../storage/tables.ts';
import { recordsOfProject } from './records-of-project.ts';

/** A file of an export. Its content is made when its turn comes, so that one is in memory at a time. */
export interface ExportedFile {
  /** Within the archive: parts of plain ASCII, joined by `/`. Names that people gave are in the content. */
  readonly path: string;
  /** Undefined where it has gone since: the file is left out. */
  readonly open: () => Promise<Readable | undefined>;
}

/**
 * Everything that an area keeps of a project, as files for the export of its tenant: paths are relative to the project's folder. A
 * test finds tables that no area exports.
 */
export type ExportOfProject = (project: { readonly id: string }) => AsyncIterable<ExportedFile>;

const textOf = (value: unknown): Readable => Readable.from([Buffer.from(`${JSON.stringify(value, null, 2)}\n`)]);

/** What is deleted while it is exported is left out, as if it had been deleted before. */
const hasGone = (error: unknown): boolean =>
  error instanceof DocumentMissingError || (error instanceof ProblemError && error.status === 404);

/** A file of JSON, for people to read, too; `read` resolves to undefined where there is nothing any more. */
export const jsonFile = (path: string, read: () => Promise<unknown>): ExportedFile => ({
  path,
  open: async () => {
    try {
      const value = await read();
      return value === undefined ? undefined : textOf(value);
    } catch (error) {
      if (hasGone(error)) return undefined;
      throw error;
    }
  },
});

/** A file of any number of values, one a line, which are read while it is written. */
export const jsonLinesFile = (path: string, values: () => AsyncIterable<unknown>): ExportedFile => ({
  path,
  open: async () =>
    Readable.from(
      (async function* () {
        for await (const value of values()) yield Buffer.from(`${JSON.stringify(value)}\n`);
      })(),
    ),
});

/** Exports the records of one table, each as callers see it. */
export const exportRecords = <Item extends { readonly id: string }>(
  table: Pick<RequestTable<Item>, 'query'>,
  folder: string,
  toView: (record: Item) => unknown,
): ExportOfProject =>
  async function* ({ id }) {
    for await (const record of table.query(recordsOfProject(id)))
      yield jsonFile(`${folder}/${record.id}.json`, async () => toView(record));
  };
