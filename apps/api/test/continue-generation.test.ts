import {
  cancelCodeGeneration,
  createCodeGeneration,
  createSchema,
  deleteCodeGeneration,
  deleteProject,
  generateCode,
  getCodeGeneration,
  listCodeGenerations,
  updateSchema,
  type RequestGenerationBody,
} from '@snapinfra/contracts';
import {
  codeGenerationRenamesKey,
  generationHistoryHeadKey,
  generationHistoryKey,
  generationHistoryLeasePrefix,
  generationHistoryPrefix,
} from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import {
  changedProject as changed,
  email,
  mail,
  name,
  personModel,
  projectOf,
  renameMail,
} from './support/changing-models.ts';
import { complete, storedRecord, storeHistory } from './support/generations.ts';
import { randomText } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

type Options = NonNullable<RequestGenerationBody['options']>;

const changedProject = (...[before, after, user]: readonly [before: object, after: object, user?: string]) =>
  changed(api, before, after, user);
const request = async (projectId: string, options: Options = {}) =>
  (await api.expectStatus(202, generateCode, { body: { projectId, options } })).body.data;
const refusal = (code: Parameters<typeof expectProblem>[1], projectId: string, options: Options = {}, user = 'ada') =>
  expectProblem(api, code, generateCode, { body: { projectId, options }, user });

describe('a generation after another one', () => {
  it('is accepted where nothing is lost', async () => {
    const { projectId } = await changedProject(personModel(name), personModel(name, email));
    expect(await request(projectId)).toMatchObject({ status: 'pending', options: {} });
  });

  it('is refused where data would be lost, with the steps and with what may have been renamed', async () => {
    const { projectId, generationId } = await changedProject(personModel(name, mail), personModel(name, email));
    const problem = await refusal('destructive_changes', projectId);
    expect(problem).toMatchObject({ status: 422, errors: [{ path: '/options/allowDestructive' }] });
    expect(problem.detail).toContain(generationId);
    expect(problem.changes?.steps).toMatchObject([
      {
        kind: 'drop_column',
        table: 'person',
        field: 'mail',
        marks: expect.arrayContaining([expect.objectContaining({ kind: 'destructive' })]),
      },
    ]);
    expect(problem.changes?.proposals).toMatchObject(renameMail);
    expect(problem.detail).toMatch(/Say in options\.renames .* by options\.allowDestructive: true\.$/);
    const { body } = await api.expectStatus(200, listCodeGenerations, { user: 'ada', query: { limit: 100 } });
    expect(body.data.filter((generation) => generation.projectId === projectId)).toEqual([]);
  });

  it('is refused without a word of renames where there is nothing that may have been renamed', async () => {
    const { projectId } = await changedProject(personModel(name, mail), personModel(name));
    const { detail } = await refusal('destructive_changes', projectId);
    expect(detail).toMatch(/\. Accept the loss by options\.allowDestructive: true, if it is meant\.$/);
    expect(detail).not.toContain('renames');
  });

  it('is accepted once the loss is, or once the rename is said to be one', async () => {
    const { projectId } = await changedProject(personModel(mail), personModel(email));
    expect((await request(projectId, { allowDestructive: true })).options).toEqual({ allowDestructive: true });
    expect((await request(projectId, { renames: renameMail })).options).toEqual({ renames: renameMail });
  });

  it('keeps from which generation the loss was accepted', async () => {
    const { projectId, schemaId, generationId } = await changedProject(personModel(mail), personModel(email));
    const acceptedBase = async (options: RequestGenerationBody['options']) =>
      (await storedRecord(api, (await request(projectId, options)).id)).acceptedBase;
    expect(await acceptedBase({ allowDestructive: true })).toBe(generationId);
    expect(await acceptedBase({ renames: renameMail })).toBeUndefined();
    await api.stores.generationHistory.delete(generationHistoryHeadKey(schemaId));
    expect(await acceptedBase({ allowDestructive: true })).toBeNull();
  });

  it('shows what it was asked for with, the renames where one is read', async () => {
    const { projectId, generationId } = await changedProject(personModel(mail), personModel(email));
    const options = { renames: renameMail, nextMigration: 7, allowDestructive: false, base: generationId };
    const { id, ...asked } = await request(projectId, options);
    expect(asked.options).toEqual(options);
    const params = { generationId: id };
    expect((await api.expectStatus(200, getCodeGeneration, { params })).body.data.options).toEqual(options);
    const { renames: _, ...listed } = options;
    expect((await storedRecord(api, id)).options).toEqual(listed);
    const { body } = await api.expectStatus(200, listCodeGenerations, { query: { limit: 1 } });
    expect(body.data[0]?.options).toEqual(listed);
    const cancelled = await api.expectStatus(200, cancelCodeGeneration, { params });
    expect(cancelled.body.data.options).toEqual(options);
    expect(await api.stores.generationRenames.get(codeGenerationRenamesKey(id))).toBeDefined();
  });

  it('is compared by the version that is asked for', async () => {
    const { projectId, schemaId } = await changedProject(personModel(name), personModel(name));
    await api.expectStatus(200, updateSchema, { params: { schemaId }, body: personModel(email) });
    await refusal('destructive_changes', projectId);
    await refusal('destructive_changes', projectId, { schemaVersion: 2 });
    await refusal('destructive_changes', projectId, { schemaId });
    await refusal('destructive_changes', projectId, { schemaId, schemaVersion: 2 });
    expect(await request(projectId, { schemaVersion: 1 })).toMatchObject({ schemaVersion: 1 });
    expect(await request(projectId, { schemaId, schemaVersion: 1 })).toMatchObject({ schemaVersion: 1 });
    await refusal('schema_not_found', projectId, { schemaVersion: 3 });
    await refusal('schema_not_found', projectId, { schemaId, schemaVersion: 3 });
  });

  it('is of the history of its schema, however many schemas its project has', async () => {
    const { projectId, schemaId: primary } = await changedProject(personModel(name), personModel(name));
    const schemas: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      const another = await api.expectStatus(201, createSchema, { body: { projectId, ...personModel(email) } });
      schemas.push(another.body.data.id);
      await storeHistory(api, { projectId, schemaId: another.body.data.id, schema: personModel(name) });
    }
    for (const schemaId of schemas) await refusal('destructive_changes', projectId, { schemaId });
    await request(projectId);
    // Now the heads of others are all that is found at first.
    await api.stores.generationHistory.delete(generationHistoryHeadKey(primary));
    await request(projectId);
  });

  it('is continued from what is too large for its item', async () => {
    const { projectId, schemaId } = await projectOf(api, [personModel(email)]);
    await storeHistory(api, { projectId, schemaId, schema: personModel(name), bulk: randomText(800_000) });
    await refusal('destructive_changes', projectId);
  });
});

describe('options of a history', () => {
  it('name another generation to continue from, or none', async () => {
    const { projectId, schemaId, generationId } = await changedProject(personModel(name), personModel(name));
    await storeHistory(api, { projectId, schemaId, schema: personModel(name, email) });
    await refusal('destructive_changes', projectId);
    expect(await request(projectId, { base: generationId })).toMatchObject({ options: { base: generationId } });
    expect(await request(projectId, { fresh: true })).toMatchObject({ options: { fresh: true } });
    const problem = await refusal('history_options_conflict', projectId, { base: generationId, fresh: true });
    expect(problem).toMatchObject({ status: 422, errors: [{ path: '/options/fresh' }] });
    await request(projectId, { base: generationId, fresh: false });
  });

  it('name no generation of another project, in the words for one that never was', async () => {
    const own = await changedProject(personModel(name), personModel(name));
    const others = await changedProject(personModel(name), personModel(name), 'eve');
    const { id: pending } = await request(own.projectId);
    const known = await refusal('base_not_found', own.projectId, { base: others.generationId });
    expect(known.status).toBe(422);
    const unknown = `${own.projectId}01JDV0000000000000000000G1`;
    const never = await refusal('base_not_found', own.projectId, { base: unknown });
    expect(known.detail.replace(others.generationId, unknown)).toBe(never.detail);
    await refusal('base_not_found', own.projectId, { base: pending });
    await refusal('base_not_found', own.projectId, { base: 'nothing' });
  });

  it('are refused where they fit no model', async () => {
    const { projectId, generationId } = await changedProject(personModel(mail), personModel(email));
    const renames = [{ from: { table: 'person', field: 'post' }, to: { table: 'person', field: 'email' } }];
    const problem = await refusal('renames_not_valid', projectId, { renames });
    expect(problem.errors).toMatchObject([{ path: '/options/renames', code: 'renames_not_valid' }]);
    for (const told of ['"post"', generationId, 'options.base']) expect(problem.detail).toContain(told);
    await refusal('renames_not_valid', projectId, { renames: renameMail, fresh: true });
    const created = await projectOf(api, [personModel(email)]);
    await refusal('renames_not_valid', created.projectId, { renames: renameMail });
    await refusal('next_migration_taken', projectId, { nextMigration: 1, renames: renameMail });
    await request(projectId, { nextMigration: 2, renames: renameMail });
    await request(projectId, { nextMigration: 99_999_999_999_999, renames: renameMail });
    for (const options of [
      { nextMigration: 0 },
      { nextMigration: 100_000_000_000_000 },
      { renames: [{ from: { table: 'a' } }] },
      { renames: 'all' },
      { based: '' },
    ])
      await expectProblem(api, 'validation_failed', generateCode, { body: { projectId, options } });
  });
});

describe('an option of a history beside the options', () => {
  const misplaced = { renames: renameMail, nextMigration: 7, allowDestructive: false, base: 'x', fresh: true };

  it.each(Object.entries(misplaced))('is refused with its place: %s', async (member, value) => {
    const { projectId } = await changedProject(personModel(mail), personModel(email));
    const body = { projectId, [member]: value, options: { allowDestructive: true } };
    for (const contract of [generateCode, createCodeGeneration]) {
      const problem = await expectProblem(api, 'validation_failed', contract, { body });
      expect(problem.errors).toEqual([
        { path: `/${member}`, code: 'misplaced_member', message: `"${member}" belongs in "options"` },
      ]);
      expect(problem.detail).toContain(`at /${member}: "${member}" belongs in "options".`);
    }
  });

  it('is refused with all of the others, and leaves members of other clients alone', async () => {
    const { projectId } = await changedProject(personModel(name), personModel(name));
    const { errors } = await expectProblem(api, 'validation_failed', generateCode, {
      body: { projectId, ...misplaced },
    });
    expect(errors?.map(({ path }) => path).toSorted()).toEqual(
      Object.keys(misplaced)
        .map((member) => `/${member}`)
        .toSorted(),
    );
    const body = { projectId, framework: 'express', includeTests: true, toString: 'x' };
    await api.expectStatus(202, generateCode, { body });
  });
});

describe('a history that was not kept yet', () => {
  const completedBefore = async () => {
    const { projectId, schemaId } = await projectOf(api, [personModel(name), personModel(name, email)]);
    const before = await request(projectId, { schemaVersion: 1 });
    await complete(api, await storedRecord(api, before.id));
    return { projectId, schemaId, before };
  };

  it('is not taken for a new database: the way out is to say that there is one', async () => {
    const { projectId, schemaId, before } = await completedBefore();
    for (const options of [{}, { schemaId }, { allowDestructive: true }]) {
      const problem = await refusal('history_not_continuable', projectId, options);
      expect(problem).toMatchObject({ status: 422, errors: [{ path: '/options/fresh' }] });
      expect(problem.detail).toContain(before.id);
    }
    await request(projectId, { fresh: true });
    await storeHistory(api, { projectId, schemaId, schema: personModel(name) });
    await request(projectId);
  });

  it('is that of generations which completed, of the same schema, and are still there', async () => {
    const { projectId, before } = await completedBefore();
    const another = await api.expectStatus(201, createSchema, { body: { projectId, ...personModel(email) } });
    const schemaId = another.body.data.id;
    await request(projectId, { schemaId });
    await request(projectId, { schemaId });
    await api.expectStatus(200, deleteCodeGeneration, { params: { generationId: before.id } });
    await request(projectId);
  });
});

describe('a history that cannot be continued', () => {
  const unreadable = async (given: Pick<Parameters<typeof storeHistory>[1], 'document' | 'changes'>) => {
    const { projectId, schemaId } = await projectOf(api, [personModel(name)]);
    await storeHistory(api, { projectId, schemaId, schema: personModel(name), ...given });
    return projectId;
  };

  it('is refused with the reason where another version wrote it, and can be left behind', async () => {
    const projectId = await unreadable({ document: { formatVersion: 2 } });
    const problem = await refusal('history_not_continuable', projectId);
    expect(problem.status).toBe(422);
    expect(problem.detail).toContain('has the format 2, and this version reads 1');
    await request(projectId, { fresh: true });
  });

  it('is refused with the reason where its object is gone', async () => {
    const document = { pointer: 'documents/gone.json.gz', jsonBytes: 2, sha256: '' };
    const projectId = await unreadable({ changes: { document } });
    expect((await refusal('history_not_continuable', projectId)).detail).toContain('is no longer there');
  });
});

describe('what is left to continue from', () => {
  const objects = async (id: string) => {
    const keys: string[] = [];
    for await (const key of api.stores.objects.listKeys(generationHistoryPrefix(id))) keys.push(key);
    return keys;
  };

  it('stays when its generation is deleted, and goes with its project', async () => {
    const { projectId, schemaId } = await projectOf(api, [personModel(name)]);
    const { id } = await request(projectId);
    const changes = { generationId: id };
    const bulk = randomText(800_000);
    await storeHistory(api, { projectId, schemaId, schema: personModel(name), changes, bulk });
    await api.expectStatus(200, deleteCodeGeneration, { params: { generationId: id } });
    await api.expectStatus(200, updateSchema, { params: { schemaId }, body: personModel(email) });
    expect(await objects(id)).toHaveLength(1);
    await refusal('destructive_changes', projectId);
    await api.expectStatus(200, deleteProject, { params: { projectId } });
    expect(await objects(id)).toEqual([]);
    expect(await api.stores.generationHistory.get(generationHistoryHeadKey(schemaId))).toBeUndefined();
    expect(await api.stores.generationHistory.get(generationHistoryKey(id))).toBeUndefined();
  });

  it('is nothing of a generation that never completed: what its attempts stored goes with it', async () => {
    const created = await projectOf(api, [personModel(name)]);
    const { id } = await request(created.projectId);
    const key = `${generationHistoryLeasePrefix(id, 1)}history.json.gz`;
    await api.stores.objects.put(key, 'half', { contentType: 'application/gzip' });
    await api.expectStatus(200, deleteCodeGeneration, { params: { generationId: id } });
    expect(await objects(id)).toEqual([]);
  });
});
