import { sql, sqlBody, sqlIdentifier, sqlJoin, words, type Code } from '../../emit/index.ts';
import { columnList, createIndex, foreignKeySql, type PhysicalKey } from '../../physical-schema/index.ts';
import { shortHash } from '../../naming/words.ts';
import type { KeySwap } from '../differences/key-swaps.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { alter, dropConstraint } from './alter-table.ts';
import { createIndexConcurrently, duplicates, namesOf } from './key-steps.ts';
import { validateForeignKey } from './foreign-key-steps.ts';
import type { Renames } from './rename-steps.ts';
import { becomesRequired, nullRows } from './required-steps.ts';
import { exclusively, locking, quote, step } from './step.ts';

type Sql = Code<'sql'>;

const swapsIn = (differences: SchemaDifferences, part: KeySwap['part']): readonly KeySwap[] =>
  differences.match.pairs.flatMap((table) => {
    const swap = differences.swap(table);
    return swap?.part === part ? [swap] : [];
  });

/** Where the old key keeps the name that the new one gets, PostgreSQL gives it to the index with the constraint. */
const builtAs = ({ table, oldKey }: KeySwap, { sqlName }: PhysicalKey): string =>
  oldKey?.sqlName === sqlName ? words`snapinfra_key_${shortHash(table.to.sqlName, sqlName)}` : sqlName;

const swapPrimaryKeys = (swap: KeySwap, oldName: string | undefined): readonly Sql[] => {
  const { newKey } = swap;
  const actions = [
    ...(oldName === undefined ? [] : [sql`DROP CONSTRAINT ${sqlIdentifier(oldName)}`]),
    ...(newKey === undefined
      ? []
      : [
          sql`ADD CONSTRAINT ${sqlIdentifier(newKey.sqlName)} PRIMARY KEY USING INDEX ${sqlIdentifier(builtAs(swap, newKey))}`,
        ]),
  ];
  return actions.length === 0 ? [] : [sql`${alter(swap.table.to)} ${sqlJoin(actions, ', ')};`];
};

const swapTogether = (swap: KeySwap, names: Renames): readonly Sql[] => {
  const { oldKey, foreignKeys, oldIndexes } = swap;
  return [
    ...foreignKeys.map(({ holder, from }) =>
      dropConstraint(holder.to, names.nameOfLateConstraint(holder, from.sqlName)),
    ),
    ...swapPrimaryKeys(swap, oldKey && names.nameOfLate('index', oldKey.sqlName)),
    ...oldIndexes.map(({ sqlName }) => sql`DROP INDEX ${sqlIdentifier(names.nameOfLate('index', sqlName))};`),
    ...foreignKeys.map(
      ({ holder, to }) => sql`
        ${alter(holder.to)}
          ADD ${foreignKeySql(to)} NOT VALID;
      `,
    ),
  ];
};

const tablesOf = ({ table, foreignKeys }: KeySwap): readonly TablePair[] => [
  ...new Set([table, ...foreignKeys.map(({ holder }) => holder)]),
];

/** All at once: no other session sees the tables without their keys. */
const swapStatement = (swap: KeySwap, names: Renames): Sql => {
  const statements = swapTogether(swap, names);
  const [first, ...others] = statements;
  if (first !== undefined && others.length === 0) return first;
  const tables = tablesOf(swap)
    .map(({ to }) => to.sqlName)
    .toSorted();
  const body = sql`
    BEGIN
      LOCK TABLE ${sqlJoin(tables.map(sqlIdentifier))} IN ACCESS EXCLUSIVE MODE;
      ${sqlJoin(statements, '\n')}
    END
  `;
  return sql`DO ${sqlBody(body)};`;
};

const summaryOf = ({ table, oldKey, newKey, foreignKeys }: KeySwap): string => {
  const old = oldKey?.columns.map((column) =>
    quote(table.from.columns.find(({ sqlName }) => sqlName === column)?.name ?? column),
  );
  const hanging = foreignKeys.map(({ holder, to }) => words`${quote(to.sqlName)} of ${quote(holder.to.name)}`);
  const together = hanging.length === 0 ? '' : words`, together with foreign key ${hanging.join(', ')}`;
  if (newKey !== undefined) {
    const instead = old === undefined ? '' : words` in the place of ${old.join(', ')}`;
    return words`Makes ${namesOf(table, newKey.columns)} the primary key of ${quote(table.to.name)}${instead}${together}`;
  }
  const by = words`Lets foreign key ${hanging.join(', ')} refer to ${quote(table.to.name)} by another unique index`;
  return old === undefined ? by : words`Drops the primary key of ${quote(table.to.name)}${together}`;
};

const kindOf = ({ oldKey, newKey }: KeySwap) => {
  if (newKey !== undefined) return 'add_primary_key' as const;
  return oldKey === undefined ? ('add_foreign_key' as const) : ('drop_primary_key' as const);
};

const swapStep = (differences: SchemaDifferences, swap: KeySwap, names: Renames): PlannedStep => {
  const { table, newKey } = swap;
  const build =
    newKey === undefined
      ? []
      : [
          createIndexConcurrently(
            table.to,
            { ...newKey, unique: true, method: 'btree', whereNull: undefined },
            builtAs(swap, newKey),
          ),
        ];
  return step({
    kind: kindOf(swap),
    part: 'indexes',
    table: table.to.name,
    summary: summaryOf(swap),
    sql: [...build, swapStatement(swap, names)],
    marks: [
      newKey === undefined ? undefined : duplicates(differences, table, newKey),
      locking(
        'ACCESS EXCLUSIVE',
        tablesOf(swap).map(({ from }) => from.sqlName),
      ),
    ],
  });
};

/** Keys whose index is built first, without a lock, while the old ones and the foreign keys that hang on them stay. */
export const swapKeysLate = (differences: SchemaDifferences, names: Renames): readonly PlannedStep[] =>
  swapsIn(differences, 'indexes').flatMap((swap) => [
    swapStep(differences, swap, names),
    ...swap.foreignKeys.map(({ holder, to }) =>
      validateForeignKey({ table: holder.to, pair: holder, key: to }, 'indexes'),
    ),
  ]);

const addPrimaryKey = (differences: SchemaDifferences, { table, newKey }: KeySwap): readonly PlannedStep[] => {
  if (newKey === undefined) return [];
  const required = table.columns.pairs.filter(
    (column) => newKey.columns.includes(column.to.sqlName) && becomesRequired(column),
  );
  return [
    step({
      kind: 'add_primary_key',
      table: table.to.name,
      summary: words`Makes ${namesOf(table, newKey.columns)} the primary key of ${quote(table.to.name)}, in the transaction that the old one goes in`,
      sql: sql`${alter(table.to)} ADD CONSTRAINT ${sqlIdentifier(newKey.sqlName)} PRIMARY KEY (${columnList(newKey.columns)});`,
      marks: [
        ...required.map((column) => nullRows(differences, table, column)),
        duplicates(differences, table, newKey),
        exclusively(table.from, 'builds'),
      ],
    }),
  ];
};

/** Keys that come in the transaction that the old ones go in, with a column of theirs or because it is written anew. */
export const addKeysEarly = (differences: SchemaDifferences): readonly PlannedStep[] =>
  swapsIn(differences, 'changes').flatMap((swap) => [
    ...addPrimaryKey(differences, swap),
    ...swap.newIndexes.map((index) =>
      step({
        kind: 'create_index',
        table: swap.table.to.name,
        summary: words`Builds unique index ${quote(index.sqlName)} on ${namesOf(swap.table, index.columns)} of ${quote(swap.table.to.name)}, which foreign keys need`,
        sql: createIndex(swap.table.to, index),
        marks: [duplicates(differences, swap.table, index), exclusively(swap.table.from, 'builds')],
      }),
    ),
  ]);
