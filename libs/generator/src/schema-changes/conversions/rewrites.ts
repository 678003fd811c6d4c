import type { PhysicalType } from '../../physical-schema/index.ts';
import { parameter, type TypeName } from './conversion.ts';

/**
 * What PostgreSQL does to change a column's type: `none` changes the catalogue alone, `indexes` builds those of the column
 * anew, `table` writes every row again, and all indexes.
 */
export type RewriteEffect = 'none' | 'indexes' | 'table';

type Comparison = (from: PhysicalType, to: PhysicalType) => boolean;

const isUnlimited: Comparison = (_, to) => parameter(to, 0) === undefined;

/** No parameter, or one that is as large. */
const isAsLong: Comparison = (from, to) => {
  const [before, after] = [parameter(from, 0), parameter(to, 0)];
  return after === undefined || (before !== undefined && before <= after);
};

/** Digits of a second: 6 without a parameter. */
const isAsPrecise: Comparison = (from, to) => (parameter(from, 0) ?? 6) <= (parameter(to, 0) ?? 6);

const hasAllDigits: Comparison = (_, to) => (parameter(to, 0) ?? 6) === 6;

const hasSameScale: Comparison = (from, to) =>
  parameter(to, 0) === undefined || (isAsLong(from, to) && (parameter(from, 1) ?? 0) === (parameter(to, 1) ?? 0));

interface Rewrite {
  readonly from: TypeName;
  readonly to: TypeName;
  readonly when?: Comparison;
  readonly effect: Exclude<RewriteEffect, 'table'>;
}

/**
 * The changes that do not write the table again. Measured by the file of the table on PostgreSQL 15 and 18, in a session
 * whose time zone is UTC (in another one, the changes between local times and moments do); a test measures all pairs anew.
 */
const rewrites: readonly Rewrite[] = [
  { from: 'varchar', to: 'text', effect: 'none' },
  { from: 'text', to: 'varchar', when: isAsLong, effect: 'none' },
  { from: 'varchar', to: 'varchar', when: isAsLong, effect: 'none' },
  { from: 'numeric', to: 'numeric', when: hasSameScale, effect: 'none' },
  ...(['time', 'time with time zone', 'timestamp', 'timestamp with time zone', 'interval'] as const).map(
    (name): Rewrite => ({ from: name, to: name, when: isAsPrecise, effect: 'none' }),
  ),
  { from: 'cidr', to: 'inet', effect: 'none' },
  { from: 'timestamp', to: 'timestamp with time zone', when: hasAllDigits, effect: 'indexes' },
  { from: 'timestamp with time zone', to: 'timestamp', when: hasAllDigits, effect: 'indexes' },
  { from: 'xml', to: 'text', effect: 'none' },
  { from: 'xml', to: 'varchar', when: isUnlimited, effect: 'none' },
];

/** An enum is told from another one by its labels, and comes here only where they differ. */
const isSame: Comparison = (from, to) =>
  from.name === to.name &&
  from.name !== 'enum' &&
  to.name !== 'enum' &&
  JSON.stringify(from.parameters) === JSON.stringify(to.parameters);

const isWithoutParameters: Comparison = (from, to) =>
  from.name === to.name && to.name !== 'enum' && isUnlimited(from, to);

/** What a change of type costs. */
export const rewriteEffect = (from: PhysicalType, to: PhysicalType): RewriteEffect => {
  if (from.array !== to.array) return 'table';
  if (isSame(from, to)) return 'none';
  // The elements of an array are written again, unless only their parameters go.
  if (from.array) return isWithoutParameters(from, to) ? 'none' : 'table';
  const found = rewrites.find(
    (rewrite) => rewrite.from === from.name && rewrite.to === to.name && (rewrite.when?.(from, to) ?? true),
  );
  return found?.effect ?? 'table';
};
