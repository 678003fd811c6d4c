import type { ResolvedForeignKey, ResolvedTable } from '@snapinfra/data-model';
import type { RelationNames } from './name-table.ts';
import { createNamespace, takeFirstFree, type Namespace } from './unique-names.ts';
import { memberName } from './words.ts';

const withUnderscore = (base: string, hash: string): string => `${base}_${hash}`;
const relationName = (name: string): string => memberName(name, 'related');

/** `author_id`, `authorId`, `Author ID` → `author`: the thing that a foreign key column refers to, by its name. */
const withoutId = (column: string): string | undefined => {
  const suffix = /[\s_-][iI][dD]$|(?<=[a-z\d])I[dD]$/u.exec(column);
  if (suffix === null) return undefined;
  let end = suffix.index;
  while (end > 0 && /[\s_-]/.test(column.charAt(end - 1))) end -= 1;
  return end === 0 ? undefined : relationName(column.slice(0, end));
};

/**
 * What a database or a framework calls a constraint is no name for an API: `album_artist_id_fkey`, `FK_Album`,
 * `author_foreign`, `event_fk_type`, `app_user_group_id_b120cbf9_fk_app_group`, `orders_ibfk_1`, `fkq9tmv5mqpgj1p2kvxk2m1nu2d`.
 */
const constraintNames = [
  /^fk[\s_-]|[\s_-](?:fk|fkey|foreign|constraint)\d*$/i,
  /[\s_-](?:ib)?fk[\s_-]|^fk(?=[a-z]*\d)[a-z\d]{20,}$/i,
  /^(?:fk|FK)[A-Z]|[a-z\d](?:Fk|FK|Fkey|FKey)\d*$/,
];

/** The relationship's name, where somebody gave it one that is meant for people. */
const givenName = ({ name }: ResolvedForeignKey): string | undefined =>
  name === undefined || constraintNames.some((pattern) => pattern.test(name)) ? undefined : relationName(name);

const isText = (candidate: string | undefined): candidate is string => candidate !== undefined;

/** A relation in the making: where it leads, and the names that it would like, best first. */
interface Draft {
  readonly relation: RelationDraft;
  readonly candidates: readonly string[];
  readonly subject: readonly string[];
}
type WithoutName<T> = T extends RelationNames ? Omit<T, 'name'> : never;
type RelationDraft = WithoutName<RelationNames>;

const subjectOf = (holder: string, key: ResolvedForeignKey): readonly string[] => [
  holder,
  ...key.columns,
  key.referencedTable,
];

const forward = (holder: ResolvedTable, key: ResolvedForeignKey, position: number): Draft => {
  const columns = relationName(key.columns.join('_'));
  const target = relationName(key.referencedTable);
  const stem = key.columns.length === 1 ? withoutId(key.columns[0] ?? '') : undefined;
  return {
    relation: { kind: 'to-one', target: key.referencedTable, foreignKey: position },
    candidates: [givenName(key), stem, target, `${target}_by_${columns}`].filter(isText),
    subject: ['to-one', ...subjectOf(holder.name, key)],
  };
};

const backward = (holder: ResolvedTable, key: ResolvedForeignKey, position: number): Draft => {
  const target = relationName(holder.name);
  const stem =
    (key.columns.length === 1 ? withoutId(key.columns[0] ?? '') : undefined) ?? relationName(key.columns.join('_'));
  const by = `${target}_by_${givenName(key) ?? stem}`;
  return {
    relation: { kind: 'to-many', target: holder.name, foreignKey: position, single: key.unique },
    candidates: holder.name === key.referencedTable ? [by] : [target, by],
    subject: ['to-many', ...subjectOf(holder.name, key)],
  };
};

const through = (link: ResolvedTable, near: number, far: number): Draft => {
  const target = link.foreignKeys[far]?.referencedTable ?? '';
  const name = relationName(target);
  const self = target === link.foreignKeys[near]?.referencedTable;
  const over = `${name}_over_${relationName(link.name)}`;
  const direction = `${over}_${relationName(link.foreignKeys[far]?.columns.join('_') ?? '')}`;
  return {
    relation: { kind: 'through', target, link: link.name, near, far },
    candidates: self ? [direction] : [name, over, direction],
    subject: ['through', link.name, String(near), target],
  };
};

const draftsByTable = (tables: readonly ResolvedTable[]): ReadonlyMap<string, readonly Draft[]> => {
  const drafts = new Map<string, Draft[]>(tables.map((table) => [table.name, []]));
  const add = (table: string, draft: Draft): void => void drafts.get(table)?.push(draft);
  for (const table of tables)
    table.foreignKeys.forEach((key, position) => add(table.name, forward(table, key, position)));
  for (const table of tables) {
    table.foreignKeys.forEach((key, position) => add(key.referencedTable, backward(table, key, position)));
  }
  for (const link of tables) {
    const [first, second] = link.foreignKeys;
    if (link.origin !== 'link' || first === undefined || second === undefined) continue;
    add(first.referencedTable, through(link, 0, 1));
    add(second.referencedTable, through(link, 1, 0));
  }
  return drafts;
};

const takeName = (taken: Namespace, draft: Draft): RelationNames => ({
  ...draft.relation,
  name: takeFirstFree(taken, draft.candidates, draft.subject, withUnderscore),
});

/** The relations of every table, in both directions; `fieldNames` gives the keys of a table's row in JSON. */
export const nameRelations = (
  tables: readonly ResolvedTable[],
  fieldNames: (table: ResolvedTable) => readonly string[],
): ReadonlyMap<string, readonly RelationNames[]> => {
  const drafts = draftsByTable(tables);
  return new Map(
    tables.map((table) => {
      const taken = createNamespace([...Object.getOwnPropertyNames(Object.prototype), ...fieldNames(table)]);
      return [table.name, (drafts.get(table.name) ?? []).map((draft) => takeName(taken, draft))];
    }),
  );
};
