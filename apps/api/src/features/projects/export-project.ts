import { projectPartition } from '@snapinfra/platform';
import type { AwsClients } from '@snapinfra/aws-clients';
import { jsonFile, jsonLinesFile, type ExportOfProject } from '../../records/exported-file.ts';
import { recordsOfProject } from '../../records/records-of-project.ts';
import type { DocumentKind } from './documents/document-kind.ts';
import { contentsOf } from './documents/read-document.ts';
import type { ProjectStores } from './project-stores.ts';
import { readProjectItems, toWholeProject } from './read-project.ts';

export interface ExportProjectDeps {
  readonly clients: Pick<AwsClients, 'dynamo'>;
  readonly stores: ProjectStores;
}

/** A project with its documents, and what was done in it. */
export const createExportProject = ({ clients, stores }: ExportProjectDeps): ExportOfProject =>
  async function* ({ id }) {
    yield jsonFile('project.json', async () => toWholeProject(stores, await readProjectItems(clients, stores, id)));
    yield jsonLinesFile('activity.jsonl', async function* () {
      for await (const { pk: _pk, sk: _sk, expiresAtEpochSeconds: _, ...activity } of stores.activity.query({
        partition: projectPartition(id),
      }))
        yield activity;
    });
  };

/** The documents of a kind, with all versions that are kept. */
export const createExportDocuments = <Counts, Content, Document, Whole>({
  records,
  contents,
  table,
  documentVersionOf,
  decode,
  toWhole,
}: DocumentKind<Counts, Content, Document, Whole>): ExportOfProject =>
  async function* (project) {
    for await (const record of records.query(recordsOfProject(project.id))) {
      for await (const content of contents.query(contentsOf(record.id))) {
        const path = `${table}/${record.id}/${documentVersionOf(content)}.json`;
        yield jsonFile(path, async () => toWhole(record, content, await decode(content)));
      }
    }
  };
