import { sql, sqlBody, sqlIdentifier, sqlJoin, words, type Code } from '../../emit/index.ts';
import { columnList, createIndex, foreignKeySql, indexSql, type PhysicalKey } from '../../physical-schema/index.ts';
import { shortHash } from '../../naming/words.ts';
import type { KeySwap } from '../facts/key-swaps.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { duplicates, namesOf } from './key-steps.ts';
import { validateForeignKey } from './foreign-key-steps.ts';
import type { Renames } from './rename-steps.ts';
import { becomesRequired, nullRows } from './required-steps.ts';
import { exclusively, locking, quote, step } from './step.ts';

type Sql = Code<'sql'>;

const swapsIn = (facts: ChangeFacts, part: KeySwap['part']): readonly KeySwap[] =>
  facts.match.pairs.flatMap((table) => {
    const swap = facts.swap(table);
    return swap?.part === part ? [swap] : [];
  });

const alter = ({ to }: TablePair): Sql => sql`ALTER TABLE ${sqlIdentifier(to.sqlName)}`;

/** Where the old key keeps the name that the new one gets, PostgreSQL gives it to the index with the constraint. */
const builtAs = ({ table, oldKey }: KeySwap, { sqlName }: PhysicalKey): Sql =>
  sqlIdentifier(oldKey?.sqlName === sqlName ? words`snapinfra_key_${shortHash(table.to.sqlName, sqlName)}` : sqlName);

const swapPrimaryKeys = (swap: KeySwap, oldName: string | undefined): readonly Sql[] => {
  const { newKey } = swap;
  const actions = [
    ...(oldName === undefined ? [] : [sql`DROP CONSTRAINT ${sqlIdentifier(oldName)}`]),
    ...(newKey === undefined
      ? []
      : [sql`ADD CONSTRAINT ${sqlIdentifier(newKey.sqlName)} PRIMARY KEY USING INDEX ${builtAs(swap, newKey)}`]),
  ];
  return actions.length === 0 ? [] : [sql`${alter(swap.table)} ${sqlJoin(actions, ', ')};`];
};

const swapTogether = (swap: KeySwap, names: Renames): readonly Sql[] => {
  const { oldKey, foreignKeys, oldIndexes } = swap;
  return [
    ...foreignKeys.map(
      ({ holder, from }) =>
        sql`${alter(holder)} DROP CONSTRAINT ${sqlIdentifier(names.nameOfLateConstraint(holder, from.sqlName))};`,
    ),
    ...swapPrimaryKeys(swap, oldKey && names.nameOfLate('index', oldKey.sqlName)),
    ...oldIndexes.map(({ sqlName }) => sql`DROP INDEX ${sqlIdentifier(names.nameOfLate('index', sqlName))};`),
    ...foreignKeys.map(
      ({ holder, to }) => sql`
        ${alter(holder)}
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
  const [first, ...others] = swapTogether(swap, names);
  if (first !== undefined && others.length === 0) return first;
  const tables = tablesOf(swap)
    .map(({ to }) => to.sqlName)
    .toSorted();
  const body = sql`
    BEGIN
      LOCK TABLE ${sqlJoin(tables.map(sqlIdentifier))} IN ACCESS EXCLUSIVE MODE;
      ${sqlJoin(swapTogether(swap, names), '\n')}
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

const swapStep = (facts: ChangeFacts, swap: KeySwap, names: Renames): PlannedStep => {
  const { table, newKey } = swap;
  const build =
    newKey === undefined
      ? []
      : [
          sql`CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ${builtAs(swap, newKey)} ON ${sqlIdentifier(table.to.sqlName)}${indexSql({ ...newKey, unique: true, method: 'btree', whereNull: undefined })};`,
        ];
  return step({
    kind: kindOf(swap),
    part: 'indexes',
    table: table.to.name,
    summary: summaryOf(swap),
    sql: [...build, swapStatement(swap, names)],
    marks: [
      newKey === undefined ? undefined : duplicates(facts, table, newKey),
      locking(
        'ACCESS EXCLUSIVE',
        tablesOf(swap).map(({ from }) => from.sqlName),
      ),
    ],
  });
};

/** Keys whose index is built first, without a lock, while the old ones and the foreign keys that hang on them stay. */
export const swapKeysLate = (facts: ChangeFacts, names: Renames): readonly PlannedStep[] =>
  swapsIn(facts, 'indexes').flatMap((swap) => [
    swapStep(facts, swap, names),
    ...swap.foreignKeys.map(({ holder, to }) =>
      validateForeignKey({ table: holder.to, pair: holder, key: to }, 'indexes'),
    ),
  ]);

const addPrimaryKey = (facts: ChangeFacts, { table, newKey }: KeySwap): readonly PlannedStep[] => {
  if (newKey === undefined) return [];
  const required = table.columns.pairs.filter(
    (column) => newKey.columns.includes(column.to.sqlName) && becomesRequired(column),
  );
  return [
    step({
      kind: 'add_primary_key',
      table: table.to.name,
      summary: words`Makes ${namesOf(table, newKey.columns)} the primary key of ${quote(table.to.name)}, in the transaction that the old one goes in`,
      sql: sql`${alter(table)} ADD CONSTRAINT ${sqlIdentifier(newKey.sqlName)} PRIMARY KEY (${columnList(newKey.columns)});`,
      marks: [
        ...required.map(({ from }) => nullRows(table, from)),
        duplicates(facts, table, newKey),
        exclusively(table.from, 'builds'),
      ],
    }),
  ];
};

/** Keys that come in the transaction that the old ones go in, with a column of theirs or because it is written anew. */
export const addKeysEarly = (facts: ChangeFacts): readonly PlannedStep[] =>
  swapsIn(facts, 'changes').flatMap((swap) => [
    ...addPrimaryKey(facts, swap),
    ...swap.newIndexes.map((index) =>
      step({
        kind: 'create_index',
        table: swap.table.to.name,
        summary: words`Builds unique index ${quote(index.sqlName)} on ${namesOf(swap.table, index.columns)} of ${quote(swap.table.to.name)}, which foreign keys need`,
        sql: createIndex(swap.table.to, index),
        marks: [duplicates(facts, swap.table, index), exclusively(swap.table.from, 'builds')],
      }),
    ),
  ]);
