import {
  render,
  sql,
  sqlBody,
  sqlComment,
  sqlIdentifier,
  sqlJoin,
  sqlLiteral,
  words,
  type Code,
} from '../emit/index.ts';
import { migrationParts, type MigrationPart, type TableLock } from './change-plan.ts';
import type { PlannedQueries, PlannedStep } from './planned-step.ts';

type Sql = Code<'sql'>;

/** A file of a migration that has no number yet. */
export interface PartFile {
  readonly part: MigrationPart;
  readonly sql: string;
}

export interface MigrationContents {
  readonly steps: readonly PlannedStep[];
  /** What stops the first file before anything changes, besides the counts of the steps' marks. */
  readonly preconditions: readonly Sql[];
}

const introductions: Readonly<Record<MigrationPart, string>> = {
  enum_values: 'Labels that have to be committed before they are used.',
  changes: 'One transaction.',
  validation: 'Statement by statement: the rows are looked at while others read and write.',
  indexes: 'Statement by statement: indexes are built while others read and write.',
};

/** What tells the runner to run a file statement by statement, each in a transaction of its own or in none. */
const withoutTransaction = sqlComment('snapinfra: no transaction');

/** What tells the runner that a file which the manifest does not list is one that an abandoned generation left behind. */
const generated = sqlComment('snapinfra: generated');

const isQueries = (mark: PlannedStep['marks'][number]): mark is PlannedQueries => mark.kind === 'dataDependent';
const queriesOf = (steps: readonly PlannedStep[]): readonly PlannedQueries[] =>
  steps.flatMap(({ marks }) => marks.filter(isQueries));

/** Counts one thing that may be in the way. */
const counting = ({ reason, remedy, setup, count, sample }: PlannedQueries): Sql => sql`
  ${count} INTO offenders;
  IF offenders > 0 THEN
    found := array_append(found, ${sqlLiteral(words`The migration ${reason}: `)} || offenders || ' found.');
    hints := array_append(hints, ${sqlLiteral(remedy ?? words`${setup === undefined ? 'To see some' : 'To see some, with the function that this file begins with'}: ${sample.text}`)});
  END IF;
`;

/** Stops the migration before it has changed anything, with the counts of everything that is in its way. */
const guard = (queries: readonly PlannedQueries[]): Sql => {
  const body = sql`
    DECLARE
      offenders bigint;
      found text[] := '{}';
      hints text[] := '{}';
    BEGIN
      ${sqlJoin(queries.map(counting), '\n')}
      IF cardinality(found) > 0 THEN
        RAISE EXCEPTION USING
          MESSAGE = array_to_string(found, chr(10)),
          HINT = array_to_string(hints, chr(10));
      END IF;
    END
  `;
  return sql`DO ${sqlBody(body)};`;
};

const guards = (queries: readonly PlannedQueries[]): readonly Sql[] => {
  if (queries.length === 0) return [];
  const setup = queries.find((query) => query.setup !== undefined)?.setup;
  const introduction = sqlComment(
    'Preconditions: the migration stops here, before it changes anything, where a count is not 0.',
  );
  return [sqlJoin([introduction, ...(setup === undefined ? [] : [setup]), guard(queries)], '\n')];
};

const modes = {
  'ACCESS EXCLUSIVE': sql`ACCESS EXCLUSIVE`,
  'SHARE ROW EXCLUSIVE': sql`SHARE ROW EXCLUSIVE`,
} as const satisfies Record<TableLock, Sql>;

/** The strongest lock that the steps of the transaction take on each table that is there before. */
const locksOf = (steps: readonly PlannedStep[]): ReadonlyMap<string, TableLock> => {
  const locks = new Map<string, TableLock>();
  for (const mark of steps.filter(({ part }) => part === 'changes').flatMap(({ marks }) => marks)) {
    if (mark.kind !== 'locking') continue;
    for (const table of mark.tables) if (locks.get(table) !== 'ACCESS EXCLUSIVE') locks.set(table, mark.lock);
  }
  return locks;
};

/**
 * All locks of the transaction at its beginning, in one order: before values are counted that PostgreSQL would round or cut, so
 * that none is written in between, and before a table is rewritten, so that no lock is missing after that.
 */
const lockTables = (steps: readonly PlannedStep[]): readonly Sql[] => {
  const locks = [...locksOf(steps)].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const isNeeded = locks.length > 1 || steps.some(({ kind, marks }) => kind === 'change_type' && marks.some(isQueries));
  if (!isNeeded) return [];
  return Object.entries(modes).flatMap(([mode, modeSql]) => {
    const tables = locks.filter(([, lock]) => lock === mode).map(([table]) => sqlIdentifier(table));
    return tables.length === 0 ? [] : [sql`LOCK TABLE ${sqlJoin(tables)} IN ${modeSql} MODE;`];
  });
};

/** Without locks that are held briefly, which nearly every step has. */
const marksInWords = ({ marks }: PlannedStep): readonly string[] =>
  marks.flatMap((mark) => {
    if (mark.kind === 'destructive') return [words`  DELETES DATA: ${mark.reason}`];
    if (mark.kind === 'dataDependent') return [words`  DEPENDS ON THE DATA: ${mark.reason}`];
    return mark.isBrief ? [] : [words`  LOCKS ${mark.tables.join(', ')} (${mark.lock}): ${mark.reason}`];
  });

const described = (step: PlannedStep): Sql => {
  const comment = sqlComment([words`${step.summary}.`, ...marksInWords(step)].join('\n'));
  return sqlJoin([comment, ...step.sql], '\n');
};

/** What stands before the steps of a file: what has to be counted is counted in the first one. */
const openings = (
  part: MigrationPart,
  isFirst: boolean,
  { steps: all, preconditions }: MigrationContents,
): readonly Sql[] => {
  // Before the locks: others can read and write while all is counted.
  const counted = isFirst ? [...preconditions, ...guards(queriesOf(all))] : [];
  if (part !== 'changes') return counted;
  // These statements would round, cut or leave out what has come since; the others fail on it themselves.
  const isSilent = ({ kind }: PlannedStep): boolean => kind === 'change_type' || kind === 'copy_links';
  return [...counted, ...lockTables(all), ...guards(queriesOf(all.filter(isSilent)))];
};

/** The files of a migration, in order; none for a part without steps. */
export const partFiles = (contents: MigrationContents): readonly PartFile[] => {
  const { steps } = contents;
  const parts = migrationParts.filter((part) => steps.some((step) => step.part === part));
  return parts.map((part, position) => {
    const own = steps.filter((step) => step.part === part);
    const marker = part === 'validation' || part === 'indexes' ? [withoutTransaction] : [];
    const head = sqlJoin([...marker, generated, sqlComment(introductions[part])], '\n');
    const blocks = [head, ...openings(part, position === 0, contents), ...own.map(described)];
    return { part, sql: render(sqlJoin(blocks, '\n\n')) };
  });
};
