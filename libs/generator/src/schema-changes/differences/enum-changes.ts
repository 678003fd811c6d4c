import type { PhysicalColumn, PhysicalEnum, PhysicalSchema } from '../../physical-schema/index.ts';
import type { Pair, SchemaMatch, TablePair } from '../matching/schema-match.ts';

/** A label that is added to a type: behind or before one that is there by then, by its earlier name. */
export interface AddedLabel {
  readonly label: string;
  readonly side: 'AFTER' | 'BEFORE';
  readonly neighbour: string;
}

interface OfColumn {
  readonly table: TablePair;
  readonly column: Pair<PhysicalColumn>;
}

/** A type that stays, under another name perhaps. */
export interface KeptEnum extends OfColumn {
  readonly kind: 'kept';
  readonly from: PhysicalEnum;
  readonly to: PhysicalEnum;
  readonly added: readonly AddedLabel[];
}

/** A type that has to be made anew, because labels went or changed places; the old one keeps the values meanwhile. */
export interface RebuiltEnum extends OfColumn {
  readonly kind: 'rebuilt';
  readonly from: PhysicalEnum;
  readonly to: PhysicalEnum;
  readonly removed: readonly string[];
}

export interface EnumChanges {
  readonly matched: readonly (KeptEnum | RebuiltEnum)[];
  /** Types of columns that become enums, and of new columns and tables. */
  readonly created: readonly PhysicalEnum[];
  /** Types that nothing uses once columns and tables have gone. */
  readonly droppedEarly: readonly PhysicalEnum[];
  /** Types of columns that become something else. */
  readonly droppedLate: readonly PhysicalEnum[];
}

const enumOf = ({ enums }: PhysicalSchema, { type }: PhysicalColumn): PhysicalEnum | undefined =>
  type.name === 'enum' ? enums.find(({ sqlName }) => sqlName === type.declaredAs) : undefined;

/** Where labels have to be added so that those that are there come to be the wanted ones; undefined where they cannot. */
const addedLabels = (
  present: readonly string[],
  wanted: readonly string[],
  earlierName: (label: string) => string,
): readonly AddedLabel[] | undefined => {
  const kept = wanted.filter((label) => present.includes(label));
  if (kept.length < present.length || kept.some((label, position) => label !== present[position])) return undefined;
  const first = kept[0];
  if (first === undefined) return undefined;
  // Those before the first that is there go before it, in order; each of the others behind the one before it.
  const leading = new Set(wanted.slice(0, wanted.indexOf(first)));
  return wanted.flatMap((label, position): AddedLabel[] => {
    if (present.includes(label)) return [];
    const isLeading = leading.has(label);
    const neighbour = isLeading ? first : (wanted[position - 1] ?? first);
    const name = present.includes(neighbour) ? earlierName(neighbour) : neighbour;
    return [{ label, side: isLeading ? 'BEFORE' : 'AFTER', neighbour: name }];
  });
};

const compareEnums = (
  of: OfColumn,
  from: PhysicalEnum,
  to: PhysicalEnum,
  renamed: ReadonlyMap<string, string>,
): KeptEnum | RebuiltEnum => {
  const laterName = new Map([...renamed].map(([later, earlier]) => [earlier, later]));
  const present = from.labels.map((label) => laterName.get(label) ?? label);
  const added = addedLabels(present, to.labels, (label) => renamed.get(label) ?? label);
  // A label cannot be added while another one, which is renamed in the transaction after that, still has its name.
  const collides = added?.some(({ label }) => from.labels.includes(label)) ?? false;
  if (added !== undefined && !collides) return { kind: 'kept', ...of, from, to, added };
  const stays = (label: string): boolean => laterName.has(label) || (to.labels.includes(label) && !renamed.has(label));
  const removed = from.labels.filter((label) => !stays(label));
  return { kind: 'rebuilt', ...of, from, to, removed };
};

/** What becomes of the enum types. */
export const enumChanges = (match: SchemaMatch): EnumChanges => {
  const matched: (KeptEnum | RebuiltEnum)[] = [];
  const droppedLate: PhysicalEnum[] = [];
  for (const table of match.pairs) {
    for (const column of table.columns.pairs) {
      const [from, to] = [enumOf(match.from, column.from), enumOf(match.to, column.to)];
      const renamed = table.labels.get(column.to.sqlName) ?? new Map<string, string>();
      if (from !== undefined && to !== undefined) matched.push(compareEnums({ table, column }, from, to, renamed));
      else if (from !== undefined) droppedLate.push(from);
    }
  }
  const keptFrom = new Set([...matched.map(({ from }) => from.sqlName), ...droppedLate.map(({ sqlName }) => sqlName)]);
  const keptTo = new Set(matched.filter(({ kind }) => kind === 'kept').map(({ to }) => to.sqlName));
  return {
    matched,
    created: match.to.enums.filter(({ sqlName }) => !keptTo.has(sqlName)),
    droppedEarly: match.from.enums.filter(({ sqlName }) => !keptFrom.has(sqlName)),
    droppedLate: [...droppedLate, ...matched.filter(({ kind }) => kind === 'rebuilt').map(({ from }) => from)],
  };
};
