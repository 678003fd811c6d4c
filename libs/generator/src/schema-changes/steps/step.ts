import { words, type Code } from '../../emit/index.ts';
import type { PhysicalColumn, PhysicalTable } from '../../physical-schema/index.ts';
import type { MigrationPart, StepKind, TableLock } from '../change-plan.ts';
import type { PlannedMark, PlannedStep } from '../planned-step.ts';

type Sql = Code<'sql'>;

interface StepInput {
  readonly kind: StepKind;
  readonly part?: MigrationPart;
  /** By their names in the model. */
  readonly table: string;
  readonly field?: string | undefined;
  readonly summary: string;
  readonly sql: Sql | readonly Sql[];
  readonly marks?: readonly (PlannedMark | undefined)[];
}

const isList = (sql: Sql | readonly Sql[]): sql is readonly Sql[] => Array.isArray(sql);

export const step = ({ kind, part = 'changes', table, field, summary, sql, marks = [] }: StepInput): PlannedStep => ({
  kind,
  table,
  field,
  summary,
  part,
  sql: isList(sql) ? sql : [sql],
  marks: marks.filter((mark) => mark !== undefined),
});

/** A name in a sentence. */
export const quote = (name: string): string => JSON.stringify(name);

/** `"title" of "album"` */
export const columnOf = (table: PhysicalTable, column: Pick<PhysicalColumn, 'name'>): string =>
  words`${quote(column.name)} of ${quote(table.name)}`;

export const destructive = (reason: string): PlannedMark => ({ kind: 'destructive', reason });

const reasons: Readonly<Record<'briefly' | 'scans' | 'writes' | 'rewrites' | 'indexes' | 'builds', string>> = {
  briefly: 'A brief lock, whatever the size of the table.',
  scans: 'Readers and writers wait while the whole table is read.',
  writes: 'Readers and writers wait while rows of the table are written.',
  rewrites: 'Readers and writers wait while the whole table and its indexes are rewritten.',
  indexes: 'Readers and writers wait while indexes are rebuilt.',
  builds: 'Readers and writers wait while the index of the key is built.',
};

/** @param tables by their SQL names before the migration */
export const locking = (
  lock: TableLock,
  tables: readonly string[],
  effort: keyof typeof reasons = 'briefly',
): PlannedMark => ({
  kind: 'locking',
  reason: reasons[effort],
  lock,
  tables,
  rewrites: effort === 'rewrites',
  isBrief: effort === 'briefly',
});

/** The usual lock of ALTER TABLE. */
export const exclusively = (table: PhysicalTable, effort: keyof typeof reasons = 'briefly'): PlannedMark =>
  locking('ACCESS EXCLUSIVE', [table.sqlName], effort);
