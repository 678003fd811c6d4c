import { words } from '../../emit/index.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import type { ReplacedForeignKey } from '../differences/key-swaps.ts';
import type { TablePair } from '../matching/schema-match.ts';

/** What has a name in SQL. */
export interface Named {
  readonly sqlName: string;
}

/** The namespace of everything but columns and constraints. */
export const schema = 'schema';
export const constraintsOf = (table: TablePair): string => words`constraints of ${table.to.sqlName}`;

/** Foreign keys of a table that stay until the keys that they hang on are swapped. */
export const lateForeignKeys = (differences: SchemaDifferences, table: TablePair): readonly ReplacedForeignKey[] =>
  differences.match.pairs
    .flatMap((target) => {
      const swap = differences.swap(target);
      return swap?.part === 'indexes' ? swap.foreignKeys : [];
    })
    .filter(({ holder }) => holder === table);

/** Keys that get the name of the one that they are swapped for: until then that one keeps it. */
const sameNamed = (differences: SchemaDifferences, table: TablePair): ReadonlySet<Named> => {
  const swap = differences.swap(table);
  const isKept = swap?.part === 'indexes' && swap.newKey?.sqlName === swap.oldKey?.sqlName;
  return new Set<Named>([
    ...(isKept && swap.newKey !== undefined ? [swap.newKey] : []),
    ...lateForeignKeys(differences, table).flatMap(({ from, to }) => (from.sqlName === to.sqlName ? [to] : [])),
  ]);
};

/** What gets its name while it is made, by the namespace of that name. */
export const createdNames = (
  differences: SchemaDifferences,
): readonly { readonly namespace: string; readonly name: string }[] => {
  const { match } = differences;
  const kept = new Set<Named>(match.pairs.flatMap((pair) => [...sameNamed(differences, pair)]));
  const namesOf = (objects: readonly (Named | undefined)[]): readonly string[] =>
    objects.flatMap((object) => (object === undefined || kept.has(object) ? [] : [object.sqlName]));
  const inSchema = match.to.tables.flatMap((table) => [
    table.sqlName,
    ...table.columns.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence])),
    ...namesOf([...table.indexes, table.primaryKey]),
  ]);
  const constraints = match.pairs.flatMap((pair) =>
    namesOf([...pair.to.checks, ...pair.to.foreignKeys, pair.to.primaryKey]).map((name) => ({
      namespace: constraintsOf(pair),
      name,
    })),
  );
  return [
    ...[...inSchema, ...match.to.enums.map(({ sqlName }) => sqlName)].map((name) => ({ namespace: schema, name })),
    ...constraints,
  ];
};
