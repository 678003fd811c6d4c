import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDataModel } from '../test-support/arbitrary-data-model.ts';
import { syntheticModel } from '../test-support/synthetic-model.ts';
import { readDataModel } from './read-data-model.ts';

describe('any valid model', () => {
  it('is resolved, and every reference in it exists', () => {
    fc.assert(
      fc.property(arbitraryDataModel(), (model) => {
        const { resolved, issues } = readDataModel(JSON.parse(JSON.stringify(model)));
        expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
        const tables = new Map(resolved?.tables.map((found) => [found.name, found]));
        expect(tables.size).toBe(resolved?.tables.length);
        for (const found of tables.values()) {
          const columns = new Set(found.columns.map(({ name }) => name));
          const used = [
            ...(found.itemKey ?? []),
            ...found.indexes.flatMap((index) => index.columns),
            ...found.foreignKeys.flatMap((foreign) => foreign.columns),
          ];
          for (const name of used) expect(columns.has(name)).toBe(true);
          for (const foreign of found.foreignKeys) {
            const target = tables.get(foreign.referencedTable);
            expect(foreign.columns).toHaveLength(foreign.referencedColumns.length);
            for (const name of foreign.referencedColumns)
              expect(target?.columns.some((column) => column.name === name)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('may have 2,000 tables', () => {
    const { resolved, issues } = readDataModel(syntheticModel(2000));
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(resolved?.tables.length).toBeGreaterThanOrEqual(2000);
  });
});
