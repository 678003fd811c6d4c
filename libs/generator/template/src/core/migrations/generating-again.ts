import type { GeneratedMigrations, Migration } from './files.ts';
import type { Applied } from './ledger.ts';

export interface History {
  /** All that there are, in order. */
  readonly migrations: readonly Migration[];
  readonly applied: ReadonlyMap<string, Applied>;
  /** Those that the generation of this project made; undefined if that is not known. */
  readonly generated: GeneratedMigrations | undefined;
}

/** Whether a generation made it, as far as that is known. */
export const isMade = ({ generated }: History, { name, isGenerated }: Migration): boolean =>
  generated?.has(name) ?? isGenerated;

export const namesOf = (migrations: readonly Migration[]): string => migrations.map(({ name }) => name).join(', ');

export const highestNumber = ({ migrations }: History): number =>
  Math.max(0, ...migrations.flatMap(({ number }) => number ?? []));

/** The `options.nextMigration` that gives a migration its number again; undefined where a generation chooses it by itself. */
export const numberToRepeat = ({ migrations, generated }: History, { number }: Migration): number | undefined => {
  const before = migrations.findLast((other) => other.number !== undefined && other.number < (number ?? 0));
  return before === undefined || generated?.has(before.name) === true ? undefined : number;
};

/**
 * How to generate a migration again that is not applied, for the same database.
 *
 * @param next its number then; undefined for the one that a generation chooses by itself
 */
export const generatingAgain = (history: History, migration: Migration, next: number | undefined): string => {
  const { migrations, applied, generated } = history;
  const base = generated?.get(migration.name);
  const fresh = generated === undefined ? 'the same options.base' : 'options.fresh: true';
  const options = [
    base === undefined ? fresh : `options.base: "${base}"`,
    ...(next === undefined ? [] : [`options.nextMigration: ${next}`]),
  ];
  // Those that come later build on it.
  const stale = migrations.filter(
    (other) => (other.number ?? 0) >= (migration.number ?? 0) && isMade(history, other) && !applied.has(other.name),
  );
  return `generate again with ${options.join(' and ')}, delete ${namesOf(stale)}, and unpack the new project over this one`;
};
