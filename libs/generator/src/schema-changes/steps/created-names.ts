import { words } from '../../emit/index.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import type { ReplacedForeignKey } from '../facts/key-swaps.ts';
import type { TablePair } from '../matching/schema-match.ts';

/** What has a name in SQL. */
export interface Kept {
  readonly sqlName: string;
}

/** The namespace of everything but columns and constraints. */
export const schema = 'schema';
export const constraintsOf = (table: TablePair): string => words`constraints of ${table.to.sqlName}`;

/** Foreign keys of a table that stay until the keys that they hang on are swapped. */
export const lateForeignKeys = (facts: ChangeFacts, table: TablePair): readonly ReplacedForeignKey[] =>
  facts.match.pairs
    .flatMap((target) => {
      const swap = facts.swap(target);
      return swap?.part === 'indexes' ? swap.foreignKeys : [];
    })
    .filter(({ holder }) => holder === table);

/** Keys that get the name of the one that they are swapped for: until then that one keeps it. */
const sameNamed = (facts: ChangeFacts, table: TablePair): ReadonlySet<Kept> => {
  const swap = facts.swap(table);
  const isKept = swap?.part === 'indexes' && swap.newKey?.sqlName === swap.oldKey?.sqlName;
  return new Set<Kept>([
    ...(isKept && swap.newKey !== undefined ? [swap.newKey] : []),
    ...lateForeignKeys(facts, table).flatMap(({ from, to }) => (from.sqlName === to.sqlName ? [to] : [])),
  ]);
};

/** What gets its name while it is made, by the namespace of that name. */
export const createdNames = (facts: ChangeFacts): readonly { readonly namespace: string; readonly name: string }[] => {
  const { match } = facts;
  const kept = new Set<Kept>(match.pairs.flatMap((pair) => [...sameNamed(facts, pair)]));
  const named = (things: readonly (Kept | undefined)[]): readonly string[] =>
    things.flatMap((thing) => (thing === undefined || kept.has(thing) ? [] : [thing.sqlName]));
  const inSchema = match.to.tables.flatMap((table) => [
    table.sqlName,
    ...table.columns.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence])),
    ...named([...table.indexes, table.primaryKey]),
  ]);
  const constraints = match.pairs.flatMap((pair) =>
    named([...pair.to.checks, ...pair.to.foreignKeys, pair.to.primaryKey]).map((name) => ({
      namespace: constraintsOf(pair),
      name,
    })),
  );
  return [
    ...[...inSchema, ...match.to.enums.map(({ sqlName }) => sqlName)].map((name) => ({ namespace: schema, name })),
    ...constraints,
  ];
};
