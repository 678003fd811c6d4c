import { generationHistoryOf } from '@snapinfra/platform';
import { jsonFile, type ExportOfProject } from '../../records/exported-file.ts';
import { recordsOfProject } from '../../records/records-of-project.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { toCodeGeneration } from './code-generation-view.ts';
import { readBeside } from './read-generation.ts';

type Stores = Pick<
  GenerationStores,
  'generations' | 'generationPrompts' | 'generationRenames' | 'generationHistory' | 'documents' | 'objects'
>;

/** Code generations with what they were asked for with, and the archives that they made. */
const exportGenerations = (stores: Stores): ExportOfProject =>
  async function* (project) {
    for await (const record of stores.generations.query(recordsOfProject(project.id))) {
      const folder = `code-generations/${record.id}`;
      yield jsonFile(`${folder}/code-generation.json`, async () =>
        toCodeGeneration(record, await readBeside(stores, record.id)),
      );
      const archiveKey = record.result?.archiveKey;
      if (archiveKey === undefined) continue;
      yield { path: `${folder}/archive.zip`, open: async () => (await stores.objects.get(archiveKey))?.body };
    }
  };

/** The histories of all schemas, with the migrations and the state of the database after each. */
const exportHistories = ({ generationHistory, documents }: Stores): ExportOfProject =>
  async function* (project) {
    for await (const item of generationHistory.query(generationHistoryOf(project.id))) {
      const { pk: _pk, sk: _sk, document, ...entry } = item;
      const path = `generation-history/${entry.schemaId}/${entry.generationId}.json`;
      yield jsonFile(path, async () => ({ ...entry, document: await documents.decode(document) }));
    }
  };

/** Code generations, and their histories. */
export const createExportGenerations = (stores: Stores): ExportOfProject =>
  async function* (project) {
    yield* exportGenerations(stores)(project);
    yield* exportHistories(stores)(project);
  };
