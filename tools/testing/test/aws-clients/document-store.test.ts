import { randomBytes } from 'node:crypto';
import {
  createDocumentStore,
  createObjectStore,
  createTable,
  DocumentMissingError,
  SchemaMismatchError,
  StoredDocument,
} from '@snapinfra/aws-clients';
import Type from 'typebox';
import { expect, it } from 'vitest';
import { useBackend } from '../../src/index.ts';

const backend = await useBackend();
const { dynamo, s3 } = backend.clients();
const objectStore = createObjectStore({ s3, bucket: backend.resources.bucket });
const documents = createDocumentStore({ objectStore });
const items = createTable({
  dynamo,
  tableName: `${backend.resources.tablePrefix}schemas`,
  schema: Type.Object({ document: StoredDocument }),
});

/** A realistic model: long ids and descriptions that do not compress too well. */
const modelOf = (tableCount: number) => ({
  name: 'synthetic',
  tables: Array.from({ length: tableCount }, (_, table) => ({
    id: randomBytes(16).toString('hex'),
    name: `table_${table}`,
    fields: Array.from({ length: 12 }, (__, field) => ({
      id: randomBytes(16).toString('hex'),
      name: `field_${field}`,
      type: 'varchar',
      length: field,
      description: `Wäre — 説明 ${randomBytes(4).toString('hex')}`,
    })),
  })),
});

const throughTheTable = async (id: string, document: unknown) => {
  const key = { pk: id, sk: 'RECORD' };
  const stored = await documents.encode(document, { objectKey: `documents/${id}/1.json.gz` });
  await items.put(key, { document: stored });
  return (await items.get(key))?.document;
};

it('stores a document of 137 tables inline', async () => {
  const model = modelOf(137);
  const stored = await throughTheTable('small', model);
  expect(stored).toHaveProperty('inline');
  expect(await documents.decode(stored)).toEqual(model);
});

it('stores a document of 2,000 tables as an object, and reads it the same way', async () => {
  const model = modelOf(2_000);
  const stored = await throughTheTable('large', model);
  expect(stored).toHaveProperty('pointer', 'documents/large/1.json.gz');
  expect(stored?.jsonBytes).toBeGreaterThan(2_000_000);
  expect(await documents.decode(stored)).toEqual(model);
  expect(Buffer.from(await documents.decodeBytes(stored)).toString()).toBe(JSON.stringify(model));
});

it.each([1, 2_000])('stores the JSON text of %i tables as it stores the document', async (count) => {
  const model = modelOf(count);
  const objectKey = `documents/text-${count}/1.json.gz`;
  const stored = await documents.encodeBytes(Buffer.from(JSON.stringify(model)), { objectKey });
  expect(stored).toEqual(await documents.encode(model, { objectKey }));
  expect(await documents.decode(stored)).toEqual(model);
});

it('returns unusual documents unchanged', async () => {
  const odd: unknown = JSON.parse(
    '{"__proto__": {"x": 1}, "constructor": null, "10": 1, "9": [[], {}, "", 1e300, "\\ud800"]}',
  );
  const stored = await throughTheTable('odd', odd);
  expect(JSON.stringify(await documents.decode(stored))).toBe(JSON.stringify(odd));
});

it('validates a document when it is read', async () => {
  const stored = await documents.encode({ name: 'x' }, { objectKey: 'documents/checked' });
  expect(await documents.decode(stored, { schema: Type.Object({ name: Type.String() }) })).toEqual({ name: 'x' });
  await expect(documents.decode(stored, { schema: Type.Object({ id: Type.Number() }) })).rejects.toThrow(
    SchemaMismatchError,
  );
  await expect(documents.decode({ foreign: true })).rejects.toThrow(SchemaMismatchError);
});

it('reports that the object of a document is missing', async () => {
  const stored = await documents.encode(modelOf(2_000), { objectKey: 'documents/gone' });
  await documents.remove(stored);
  expect(await objectStore.head('documents/gone')).toBeUndefined();
  await expect(documents.decode(stored)).rejects.toThrow(DocumentMissingError);
});
