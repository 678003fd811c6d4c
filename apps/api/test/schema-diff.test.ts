import { generateCode, getSchemaDiff, previewSchemaChange, type ChangeOptions } from '@snapinfra/contracts';
import { readDataModel } from '@snapinfra/data-model';
import { generateProject } from '@snapinfra/generator';
import { schemaStateOf } from '@snapinfra/generator/schema-changes';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { changedProject, email, mail, name, personModel, projectOf, renameMail } from './support/changing-models.ts';
import { storeHistory } from './support/generations.ts';
import { draftSchema } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

/** A project with a schema of these versions. */
const schemaOf = (...versions: object[]) => projectOf(api, versions);
type Query = Readonly<Record<string, string | number | undefined>>;
const diff = async (schemaId: string, query: Query = {}) =>
  (await api.expectStatus(200, getSchemaDiff, { params: { schemaId }, query })).body.data;

describe('the difference of two versions', () => {
  it('has the steps with what they cost, proposals, and the SQL', async () => {
    const { schemaId } = await schemaOf(personModel(name, mail), personModel(name, email));
    const changes = await diff(schemaId, { from: 1, to: 2 });
    expect(changes).toMatchObject({ schemaId, from: { schemaId, version: 1 }, to: { version: 2 } });
    expect(changes.from).not.toHaveProperty('generationId');
    expect(changes.marks.destructive).toBe(1);
    expect(changes.steps.map(({ kind, field }) => [kind, field])).toEqual(
      expect.arrayContaining([
        ['drop_column', 'mail'],
        ['add_column', 'email'],
      ]),
    );
    expect(changes.proposals).toMatchObject([{ from: { field: 'mail' }, to: { field: 'email' } }]);
    expect(changes.files.map((file) => file.name)).toEqual([expect.stringMatching(/^0002_/)]);
    for (const { sql } of changes.steps) expect(changes.files[0]?.sql).toContain(sql);
  });

  it('goes to the newest one unless another one is named, and both ways', async () => {
    const { schemaId } = await schemaOf(personModel(name), personModel(name, email), personModel(name, email, mail));
    expect(await diff(schemaId, { from: 1 })).toMatchObject({ to: { version: 3 } });
    const sqlFrom = async (from: number) => (await diff(schemaId, { from })).files.map(({ sql }) => sql).join('');
    expect(await sqlFrom(1)).toContain('"email"');
    expect(await sqlFrom(2)).not.toContain('"email"');
    expect(await sqlFrom(2)).toContain('"mail"');
    expect((await diff(schemaId, { from: 3, to: 1 })).marks.destructive).toBe(2);
  });

  it('tells changes that need no SQL', async () => {
    const readable = { ...personModel(name), access: { read: ['public'] } };
    const { schemaId } = await schemaOf(personModel(name), readable);
    const { steps, notes } = await diff(schemaId, { from: 1 });
    expect(steps).toEqual([]);
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'access', table: 'person' }));
  });

  it('is empty where there is none', async () => {
    const { schemaId } = await schemaOf(personModel(name));
    const nothing = { steps: [], notes: [], proposals: [], files: [], marks: { destructive: 0, locking: 0 } };
    expect(await diff(schemaId, { from: 1 })).toMatchObject(nothing);
  });

  it('is of the indexes of foreign keys only where they are asked for', async () => {
    const { schemaId } = await schemaOf(personModel(name));
    expect((await diff(schemaId, { from: 1 })).indexForeignKeys).toBe(false);
    expect((await diff(schemaId, { from: 1, indexForeignKeys: 'true' })).indexForeignKeys).toBe(true);
    const params = { schemaId };
    await expectProblem(api, 'validation_failed', getSchemaDiff, {
      params,
      query: { from: 1, indexForeignKeys: 'yes' },
    });
  });

  it('needs versions that are there and have no errors', async () => {
    const { schemaId } = await schemaOf(personModel(name), draftSchema);
    const params = { schemaId };
    for (const query of [{ from: 3 }, { from: 1, to: 3 }])
      await expectProblem(api, 'schema_not_found', getSchemaDiff, { params, query });
    for (const query of [{ from: 1 }, { from: 2, to: 1 }]) {
      const { errors } = await expectProblem(api, 'model_invalid', getSchemaDiff, { params, query });
      expect(errors).toContainEqual(expect.objectContaining({ path: '/tables/0/fields/0/type' }));
    }
    for (const query of [{ from: '0' }, { from: 'generation:' }, { from: 'x' }, { to: 'newest' }, { version: 1 }]) {
      const { errors } = await expectProblem(api, 'validation_failed', getSchemaDiff, { params, query });
      expect(errors).toHaveLength(1);
    }
  });

  it('has another tag where anything of it is another', async () => {
    const { schemaId } = await schemaOf(personModel(name), personModel(name, email), personModel(name, mail));
    const tags = new Set<unknown>();
    for (const query of [{ from: 1 }, { from: 2 }, { from: 1, to: 1 }, { from: 2, to: 2 }])
      tags.add((await api.expectStatus(200, getSchemaDiff, { params: { schemaId }, query })).headers['etag']);
    expect(tags.size).toBe(4);
  });
});

describe('the difference from a generation', () => {
  it('is what the next generation would do, unless another one is named', async () => {
    const { projectId, schemaId } = await schemaOf(personModel(name, email));
    const first = await storeHistory(api, { projectId, schemaId, schema: personModel(name) });
    const second = await storeHistory(api, {
      projectId,
      schemaId,
      schema: personModel(mail),
      changes: { schemaVersion: 9 },
    });
    const next = await diff(schemaId);
    expect(next.from).toEqual({ schemaId, version: 9, generationId: second });
    expect(next.marks.destructive).toBe(1);
    const fromFirst = await diff(schemaId, { from: `generation:${first}` });
    expect(fromFirst).toMatchObject({ from: { generationId: first }, marks: { destructive: 0 } });
    expect(fromFirst.files[0]?.name).toMatch(/^0002_/);
  });

  it('is of the indexes that the generation has, unless others are asked for', async () => {
    const { projectId, schemaId } = await schemaOf(personModel(name));
    await storeHistory(api, { projectId, schemaId, schema: personModel(name), options: { indexForeignKeys: true } });
    expect((await diff(schemaId)).indexForeignKeys).toBe(true);
    expect((await diff(schemaId, { indexForeignKeys: 'false' })).indexForeignKeys).toBe(false);
  });

  it('needs a generation, of the same project', async () => {
    const { schemaId } = await schemaOf(personModel(name));
    const other = await schemaOf(personModel(name));
    const others = await storeHistory(api, { ...other, schema: personModel(name) });
    const params = { schemaId };
    await expectProblem(api, 'schema_without_history', getSchemaDiff, { params });
    for (const id of [others, 'unknown'])
      await expectProblem(api, 'base_not_found', getSchemaDiff, { params, query: { from: `generation:${id}` } });
  });

  it('is refused where what was stored cannot be read', async () => {
    const { projectId, schemaId } = await schemaOf(personModel(name));
    await storeHistory(api, { projectId, schemaId, schema: personModel(name), document: { formatVersion: 0 } });
    await expectProblem(api, 'history_not_continuable', getSchemaDiff, { params: { schemaId } });
  });
});

describe('with the options of a generation', () => {
  const preview = async (schemaId: string, options: ChangeOptions, query: Query = {}) =>
    (await api.expectStatus(200, previewSchemaChange, { params: { schemaId }, query, body: { options } })).body.data;
  const before = personModel(name, mail);
  const after = personModel(name, email);
  const stateOf = (document: object) => {
    const { model, resolved } = readDataModel(document);
    if (!model || !resolved) return expect.fail('the model has errors');
    return { dataModel: model, model: resolved, schema: schemaStateOf({ dataModel: model, resolved }) };
  };

  it('is what a generation with them adds', async () => {
    const { schemaId } = await changedProject(api, before, after);
    const migrations = [{ name: '0001_initial.sql', sql: 'select 1;', steps: [] }];
    const history = { generationId: 'g', generatorVersion: '0', schema: stateOf(before).schema, migrations };
    for (const given of [{}, { renames: renameMail }, { renames: renameMail, nextMigration: 7 }]) {
      const options = { ...given, allowDestructive: true };
      const generated = generateProject({ ...stateOf(after), history, options, generatorVersion: '0' });
      const added = generated.migrations.slice(1).map(({ name: file, sql }) => ({ name: file, sql }));
      expect((await preview(schemaId, given)).files).toEqual(added);
    }
  });

  it('shows a proposal that is answered: nothing is lost any more', async () => {
    const { schemaId, projectId } = await changedProject(api, before, after);
    const unanswered = await preview(schemaId, {});
    expect(unanswered).toEqual(await diff(schemaId));
    const { changes } = await expectProblem(api, 'destructive_changes', generateCode, { body: { projectId } });
    const lossy = unanswered.steps.filter(({ marks }) => marks.some(({ kind }) => kind === 'destructive'));
    expect(changes).toEqual({ steps: lossy, proposals: unanswered.proposals });
    const answered = await preview(schemaId, { renames: renameMail });
    expect(answered).toMatchObject({ marks: { destructive: 0 }, proposals: [] });
    expect(answered.steps).toMatchObject([{ kind: 'rename_column', table: 'person', field: 'email' }]);
  });

  it('goes between versions, too', async () => {
    const { schemaId } = await schemaOf(before, after, personModel(name));
    const options = { renames: renameMail, nextMigration: 12, indexForeignKeys: true };
    const between = await preview(schemaId, options, { from: 1, to: 2 });
    expect(between).toMatchObject({ from: { version: 1 }, to: { version: 2 }, marks: { destructive: 0 } });
    expect(between).toMatchObject({ indexForeignKeys: true, files: [{ name: '0012_changes.sql' }] });
  });

  it('is refused where a generation would be', async () => {
    const { schemaId, generationId } = await changedProject(api, before, after);
    const params = { schemaId };
    const renames = [{ from: { table: 'animal', field: 'mail' }, to: { table: 'person', field: 'email' } }];
    for (const query of [{}, { from: 1 }]) {
      const misnamed = { params, query, body: { options: { renames } } };
      const problem = await expectProblem(api, 'renames_not_valid', previewSchemaChange, misnamed);
      expect(problem.errors).toMatchObject([{ path: '/options/renames', code: 'renames_not_valid' }]);
      expect(problem.detail.includes(`generation ${generationId}; \`from\` names another one`)).toBe(
        !('from' in query),
      );
      const taken = { params, query, body: { options: { nextMigration: 1 } } };
      const { errors } = await expectProblem(api, 'next_migration_taken', previewSchemaChange, taken);
      expect(errors).toMatchObject([{ path: '/options/nextMigration', code: 'next_migration_taken' }]);
    }
    for (const body of [{}, { options: { fresh: true } }, { options: { nextMigration: 0 } }])
      await expectProblem(api, 'validation_failed', previewSchemaChange, { params, body });
    const unknown = await schemaOf(after);
    await expectProblem(api, 'schema_without_history', previewSchemaChange, {
      params: { schemaId: unknown.schemaId },
      body: { options: { renames: renameMail } },
    });
  });
});
