import { describe, expect, it } from 'vitest';
import type { Relationship } from '../relationship.schema.ts';
import { toDataModel } from '../to-data-model.ts';

type Members = Record<string, unknown>;

const table = (name: string, fields: Members, relationships: Members[] = []) => ({
  name,
  fields: [
    { name: 'id', type: 'Number', isPrimary: true },
    ...Object.entries(fields).map(([field, type]) =>
      typeof type === 'string' ? { name: field, type } : { name: field, ...(type as Members) },
    ),
  ],
  relationships,
});

const read = (tables: unknown[], relationships: Members[] = []) => toDataModel({ name: 'Test', tables, relationships });
const relationshipsOf = (tables: unknown[], relationships: Members[] = []): readonly Relationship[] =>
  read(tables, relationships).model?.relationships ?? [];

const down = { type: 'one-to-many', targetTable: 'post', sourceField: 'id', targetField: 'author_id' };
const up = { type: 'one-to-many', targetTable: 'author', sourceField: 'author_id', targetField: 'id' };
const links = { type: 'many-to-many', sourceField: 'id', targetField: 'id' };

describe('relationships that are described twice', () => {
  it('are one when both tables describe them, whatever they call them', () => {
    const found = relationshipsOf([
      table('author', {}, [{ ...down, name: 'posts' }]),
      table('post', { author_id: 'Number' }, [{ ...up, name: 'author', onDelete: 'cascade' }]),
    ]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ name: 'posts', fromTable: 'author', onDelete: 'cascade' });
  });

  it('are one when the top level and a table describe them', () => {
    const top = { type: 'many-to-one', fromTable: 'post', fromField: 'author_id', toTable: 'author', toField: 'id' };
    expect(relationshipsOf([table('author', {}, [down]), table('post', { author_id: 'Number' })], [top])).toHaveLength(
      1,
    );
  });

  it('are one when they are many-to-many, seen from both tables', () => {
    const found = relationshipsOf([
      table('post', {}, [{ ...links, targetTable: 'tag' }]),
      table('tag', {}, [{ ...links, targetTable: 'post' }]),
    ]);
    expect(found).toHaveLength(1);
  });

  it('are two when one table gives them two names', () => {
    const both = ['followers', 'blocked'].map((name) => ({ ...links, name, targetTable: 'user' }));
    expect(relationshipsOf([table('user', {}, both)])).toHaveLength(2);
  });

  it('are two over different fields of the same two tables', () => {
    const found = relationshipsOf([
      table('author', {}),
      table('post', { author_id: 'Number', editor_id: 'Number' }, [up, { ...up, sourceField: 'editor_id' }]),
    ]);
    expect(found).toHaveLength(2);
  });

  it('are compared field by field, in any order', () => {
    const top = { type: 'many-to-one', fromTable: 'a', fromFields: ['x', 'y'], toTable: 'b', toFields: ['p', 'q'] };
    const tables = [table('a', { x: 'Text', y: 'Text' }), table('b', { p: 'Text', q: 'Text' })];
    const mirrored = {
      type: 'one-to-many',
      fromTable: 'b',
      fromFields: ['q', 'p'],
      toTable: 'a',
      toFields: ['y', 'x'],
    };
    const crossed = { ...mirrored, fromFields: ['p', 'q'] };
    expect(relationshipsOf(tables, [top, mirrored])).toHaveLength(1);
    expect(relationshipsOf(tables, [top, crossed])).toHaveLength(2);
  });
});

describe('Number', () => {
  const typeOf = (model: ReturnType<typeof read>, name: string): string | undefined =>
    model.model?.tables.flatMap(({ fields }) => fields).find((field) => field.name === name)?.type;

  it('is double, also where it is unique', () => {
    expect(typeOf(read([table('a', { weight: 'Number', rank: { type: 'Number', isUnique: true } })]), 'weight')).toBe(
      'double',
    );
    expect(typeOf(read([table('a', { rank: { type: 'Number', isUnique: true } })]), 'rank')).toBe('double');
  });

  it('is integer where it is a key or refers to one', () => {
    const model = read([table('author', {}), table('post', { author_id: 'Number' }, [up])]);
    expect(typeOf(model, 'id')).toBe('integer');
    expect(typeOf(model, 'author_id')).toBe('integer');
  });

  it('takes the type of the field that it refers to, through any number of tables', () => {
    const refer = (from: string, to: string) => ({
      type: 'many-to-one',
      fromTable: from,
      fromField: `${from}_key`,
      toTable: to,
      toField: `${to}_key`,
    });
    const tables = [
      table('a', { a_key: { type: 'Number', isUnique: true } }),
      table('b', { b_key: { type: 'Number', isUnique: true } }),
      table('c', { c_key: { type: 'bigserial', isUnique: true } }),
    ];
    const model = read(tables, [refer('a', 'b'), refer('b', 'c')]);
    expect(['a_key', 'b_key', 'c_key'].map((name) => typeOf(model, name))).toEqual(['bigint', 'bigint', 'bigserial']);
  });

  it('leaves a UUID that it refers to as it was declared', () => {
    const tables = [
      { name: 'user', fields: [{ name: 'key', type: 'UUID', isPrimary: true }] },
      table('post', { user_key: 'Number' }, [
        { type: 'many-to-one', targetTable: 'user', sourceField: 'user_key', targetField: 'key' },
      ]),
    ];
    const model = read(tables);
    expect([typeOf(model, 'key'), typeOf(model, 'user_key')]).toEqual(['uuid', 'integer']);
  });
});
