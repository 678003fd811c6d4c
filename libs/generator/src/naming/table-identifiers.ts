import type { ResolvedTable } from '@snapinfra/data-model';
import type { TableIdentifiers } from './name-table.ts';
import { reservedIdentifiers, reservedSlugs } from './reserved-names.ts';
import { createNamespace, exactFirst, takeFirstFree, type Namespace } from './unique-names.ts';
import { camelCase, kebabCase, pascalCase, shortHash } from './words.ts';

const group = (lower: string, upper: string): TableIdentifiers => ({
  table: `${lower}Table`,
  resource: `${lower}Resource`,
  row: upper,
  create: `${upper}Create`,
  update: `${upper}Update`,
});

const members = (identifiers: TableIdentifiers): readonly string[] => Object.values(identifiers) as readonly string[];

export const createIdentifierNamespace = (): Namespace => createNamespace(reservedIdentifiers);

const identifiersOf = (table: ResolvedTable, taken: Namespace): TableIdentifiers => {
  const lower = camelCase(table.name, 'table');
  const upper = pascalCase(table.name, 'table');
  const candidates = [group(lower, upper), group(lower, `${upper}Row`)];
  for (let attempt = 0; ; attempt += 1) {
    const hash = shortHash(table.name, ...(attempt === 0 ? [] : [String(attempt)]));
    const found = [...candidates, group(`${lower}_${hash}`, `${upper}_${hash}`)].find((identifiers) =>
      members(identifiers).every((name) => !taken.has(name)),
    );
    if (found === undefined) continue;
    members(found).forEach(taken.take);
    return found;
  }
};

/** The identifiers of all tables, without a collision among any of them. */
export const nameTableIdentifiers = (
  tables: readonly ResolvedTable[],
  taken: Namespace,
): ReadonlyMap<string, TableIdentifiers> =>
  new Map(
    exactFirst(tables, (table) => camelCase(table.name, 'table') === table.name).map((table) => [
      table.name,
      identifiersOf(table, taken),
    ]),
  );

/** The routes' and files' names of all tables. */
export const nameSlugs = (tables: readonly ResolvedTable[]): ReadonlyMap<string, string> => {
  const taken = createNamespace(reservedSlugs);
  return new Map(
    exactFirst(tables, (table) => kebabCase(table.name, 'table') === table.name.replaceAll('_', '-')).map((table) => {
      const wished = kebabCase(table.name, 'table');
      return [table.name, takeFirstFree(taken, [wished], [table.name], (base, hash) => `${base}-${hash}`)];
    }),
  );
};
