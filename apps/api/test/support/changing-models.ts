import { createProject, updateSchema } from '@snapinfra/contracts';
import { expect } from 'vitest';
import { storeHistory } from './generations.ts';
import type { Api } from './start-api.ts';

const id = { name: 'id', type: 'uuid', primary: true, required: true, default: 'gen_random_uuid()' };

/** A model with one table `person`, which has an `id` and these fields. */
export const personModel = (...fields: object[]) => ({
  name: 'People',
  tables: [{ name: 'person', fields: [id, ...fields] }],
});

export const name = { name: 'name', type: 'text' };
export const email = { name: 'email', type: 'varchar', length: 200 };
/** The same as {@link email} under another name. */
export const mail = { ...email, name: 'mail' };

/** The answer that the rename of {@link mail} to {@link email} is one. */
export const renameMail = [{ from: { table: 'person', field: 'mail' }, to: { table: 'person', field: 'email' } }];

/** A project that was made with a schema, whose next versions are these. */
export const projectOf = async (api: Api, [schema, ...next]: readonly object[], user = 'ada') => {
  const { body } = await api.expectStatus(201, createProject, { body: { name: 'People', schema }, user });
  const { id: projectId, schemaId } = body.data;
  if (typeof schemaId !== 'string') return expect.fail('the project has no schema');
  const params = { schemaId };
  for (const version of next) await api.expectStatus(200, updateSchema, { params, body: version, user });
  return { projectId, schemaId };
};

/** A project whose schema was generated from once, and has changed since. */
export const changedProject = async (api: Api, before: object, after: object, user?: string) => {
  const project = await projectOf(api, [after], user);
  return { ...project, generationId: await storeHistory(api, { ...project, schema: before }) };
};
