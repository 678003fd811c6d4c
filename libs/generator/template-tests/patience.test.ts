import { doublePrecision, pgTable, text, timestamp, type PgColumn } from 'drizzle-orm/pg-core';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { readBody } from '../template/src/core/body.ts';
import { parseText } from '../template/src/core/filters.ts';
import { Problem } from '../template/src/core/problems.ts';
import { createRegistry } from '../template/src/core/registry.ts';
import { defineResource, field } from '../template/src/core/resource.ts';
import { sqlTypeOf } from '../template/src/core/sql-types.ts';

describe('a pattern that takes for ever over a text made up for it', () => {
  const table = pgTable('voucher', { code: text('code'), others: text('others'), plain: text('plain') });
  const evil = '^(a+)+$';
  const resource = defineResource({
    name: 'voucher',
    typeName: 'Voucher',
    path: 'voucher',
    table,
    fields: {
      code: field(table.code, Type.String({ pattern: evil })),
      others: field(table.others, Type.String({ pattern: evil })),
      plain: field(table.plain, Type.String({ pattern: '^[a-z]+$' })),
    },
    key: [],
    access: { read: ['public'], create: ['public'], update: ['public'], delete: ['public'] },
    relations: () => ({}),
  });
  const [entity] = createRegistry([resource]).entities;
  if (entity === undefined) throw new Error('there is no entity');
  const slow = `${'a'.repeat(60)}!`;
  const faultsOf = (body: object) => {
    try {
      readBody(entity, body, 'create');
      return [];
    } catch (error) {
      return error instanceof Problem ? error.errors : error;
    }
  };

  it('is given up, and its field named', () => {
    const message = `takes too long to match against ${evil}`;
    expect(faultsOf({ code: slow, plain: 'ok' })).toEqual([{ path: '/code', message }]);
    expect(faultsOf({ others: 'aaa', code: slow })).toEqual([{ path: '/code', message }]);
  });

  it('takes the texts that it is quick with, and names those that it does not match', () => {
    expect(faultsOf({ code: 'aaaa', others: 'aa', plain: 'b'.repeat(10_000) })).toEqual([]);
    expect(faultsOf({ code: 'b', others: 'c', plain: '1' })).toEqual([
      { path: '/code', message: `must match ${evil}` },
      { path: '/others', message: `must match ${evil}` },
      { path: '/plain', message: 'must match ^[a-z]+$' },
    ]);
  });
});

describe('a long text in a filter', () => {
  const table = pgTable('reading', { value: doublePrecision('value'), at: timestamp('at', { withTimezone: true }) });
  const member = (column: PgColumn) => ({ type: sqlTypeOf(column) });

  it.each([
    [table.value, `${'1'.repeat(1_000_000)}x`],
    [table.at, `2026-01-01T10:00${' '.repeat(1_000_000)}x`],
  ])('is refused, where a pattern that tries every split would never end', (column, long) => {
    expect(parseText(long, member(column))).toHaveProperty('fault');
  });

  it('is repaired where its plus became a space, and no other', () => {
    expect(parseText('2026-01-01T10:00:00 02:00', member(table.at))).toEqual({ value: '2026-01-01T10:00:00+02:00' });
    expect(parseText('1.5e3', member(table.value))).toEqual({ value: '1.5e3' });
  });
});
