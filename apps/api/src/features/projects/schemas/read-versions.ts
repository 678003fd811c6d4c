import { recordKey } from '@snapinfra/platform';
import { refuse } from '../../../http/problem-error.ts';
import { visible } from '../../../records/owned-record.ts';
import type { ProjectAccess } from '../../project-access.ts';
import { contentsOf } from '../documents/read-document.ts';
import type { SchemaKind } from './schema-kind.ts';

/** Reads two versions of a schema, side by side with its record. */
export const createReadVersions =
  (kind: SchemaKind): ProjectAccess['readVersions'] =>
  async (schemaId, wanted, batch) => {
    const version = (number: number) => batch.get(kind.contents.toGet(kind.contentKeyOf(schemaId, number)));
    const newest = async () => (await kind.contents.queryPage({ ...contentsOf(schemaId), limit: 1 })).items[0];
    const [found, to, from] = await Promise.all([
      batch.get(kind.records.toGet(recordKey(schemaId))),
      wanted.to === undefined ? newest() : version(wanted.to),
      wanted.from === undefined ? undefined : version(wanted.from),
    ]);
    const { latestVersion } = visible(found, kind.notFound, schemaId);
    const missing = [
      ...(to === undefined ? [wanted.to ?? latestVersion] : []),
      ...(wanted.from !== undefined && from === undefined ? [wanted.from] : []),
    ];
    if (to === undefined || missing.length > 0) {
      throw refuse('schema_not_found', `The schema ${JSON.stringify(schemaId)} has no version ${missing[0]}.`);
    }
    return { latestVersion, to, from };
  };
