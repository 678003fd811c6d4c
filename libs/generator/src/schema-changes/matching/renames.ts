import { GenerationRefusedError } from '../../generation-refused.ts';
import { words } from '../../emit/index.ts';
import type { PhysicalColumn, PhysicalSchema, PhysicalTable } from '../../physical-schema/index.ts';
import type { ModelPlace, Rename } from '../change-plan.ts';
import type { LinkAnswer, Pair } from './schema-match.ts';

const quote = (name: string): string => JSON.stringify(name);

const nameOf = ({ table, field, value }: ModelPlace): string => {
  const within = field === undefined ? quote(table) : words`${quote(table)}.${quote(field)}`;
  return value === undefined ? within : words`${quote(value)} of ${within}`;
};

/** @throws GenerationRefusedError (`renames_not_valid`) */
export const refuseRename = (rename: Rename, reason: string): never => {
  throw new GenerationRefusedError(
    'renames_not_valid',
    words`The rename of ${nameOf(rename.from)} to ${nameOf(rename.to)} cannot be applied: ${reason}.`,
  );
};

/** How deep a place lies: a table, a field or a label. */
const depth = ({ field, value }: ModelPlace): 'table' | 'field' | 'value' => {
  if (value !== undefined) return 'value';
  return field === undefined ? 'table' : 'field';
};

/** Says that what a field refers to is linked by a link table later. */
const isOfLinks = ({ from, to }: Rename): boolean => depth(from) === 'field' && depth(to) === 'table';

const checkShapes = (renames: readonly Rename[]): void => {
  const seen = { from: new Set<string>(), to: new Set<string>() };
  for (const rename of renames) {
    if (depth(rename.from) !== depth(rename.to) && !isOfLinks(rename))
      refuseRename(rename, 'one is a table, a field or a label, and the other is not');
    if (depth(rename.from) === 'value' && rename.from.field === undefined)
      refuseRename(rename, 'a label belongs to a field');
    for (const side of ['from', 'to'] as const) {
      const key = JSON.stringify([rename[side].table, rename[side].field, rename[side].value]);
      if (seen[side].has(key)) refuseRename(rename, words`${nameOf(rename[side])} is named twice`);
      seen[side].add(key);
    }
  }
};

const named = <T extends { readonly name: string }>(
  things: readonly T[],
  name: string | undefined,
  rename: Rename,
  which: string,
): T =>
  things.find((thing) => thing.name === name) ?? refuseRename(rename, words`the ${which} has no ${quote(name ?? '')}`);

/** What the answers of a request say about tables, fields and labels. */
export interface Answers {
  readonly tables: readonly Pair<PhysicalTable>[];
  readonly links: readonly LinkAnswer[];
  columns(pair: Pair<PhysicalTable>): readonly Pair<PhysicalColumn>[];
  /** The earlier label of each that was renamed, by the later one. */
  labels(table: Pair<PhysicalTable>, column: Pair<PhysicalColumn>): ReadonlyMap<string, string>;
  /** @throws GenerationRefusedError for an answer that fits no pair */
  assertAllUsed(): void;
}

const fields = ({ columns }: PhysicalTable): readonly PhysicalColumn[] =>
  columns.filter(({ role }) => role === 'field');

/**
 * Reads the renames of a request.
 *
 * @throws GenerationRefusedError (`renames_not_valid`) for one that names nothing, or something twice
 */
export const readAnswers = (renames: readonly Rename[], from: PhysicalSchema, to: PhysicalSchema): Answers => {
  checkShapes(renames);
  const used = new Set<Rename>();
  const within = (wanted: 'field' | 'value', pair: Pair<PhysicalTable>) =>
    renames.filter(
      (rename) =>
        depth(rename.from) === wanted &&
        !isOfLinks(rename) &&
        rename.from.table === pair.from.name &&
        rename.to.table === pair.to.name,
    );
  const use = (rename: Rename): void => void used.add(rename);
  return {
    tables: renames
      .filter((rename) => depth(rename.from) === 'table')
      .map((rename) => {
        use(rename);
        return {
          from: named(from.tables, rename.from.table, rename, 'earlier model'),
          to: named(to.tables, rename.to.table, rename, 'later model'),
        };
      }),
    links: renames.filter(isOfLinks).map((rename) => {
      use(rename);
      const holder = named(from.tables, rename.from.table, rename, 'earlier model');
      return {
        rename,
        holder,
        column: named(fields(holder), rename.from.field, rename, 'earlier table'),
        link: named(to.tables, rename.to.table, rename, 'later model'),
      };
    }),
    columns: (pair) =>
      within('field', pair).map((rename) => {
        use(rename);
        return {
          from: named(fields(pair.from), rename.from.field, rename, 'earlier table'),
          to: named(fields(pair.to), rename.to.field, rename, 'later table'),
        };
      }),
    labels: (table, column) =>
      new Map(
        within('value', table)
          .filter((rename) => rename.from.field === column.from.name && rename.to.field === column.to.name)
          .map((rename) => {
            use(rename);
            return [rename.to.value ?? '', rename.from.value ?? ''] as const;
          }),
      ),
    assertAllUsed: () => {
      for (const rename of renames.filter((rename) => !used.has(rename))) {
        refuseRename(rename, 'the two do not belong to one table, or to one field of it, in both models');
      }
    },
  };
};
