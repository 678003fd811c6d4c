import { databaseError, sqlState } from '../database-errors.ts';
import { StartupError } from '../startup-error.ts';
import { noTransaction, type Migration } from './files.ts';
import { generatingAgain, highestNumber, isMade, numberToRepeat, type History } from './generating-again.ts';
import { isLockFailure, type Patience } from './patience.ts';

/** A statement that failed, by its index; undefined if the transaction failed when it was committed. */
export interface Place {
  readonly migration: Migration;
  readonly history: History;
  readonly index: number | undefined;
  /** Whether statements before it stay applied. */
  readonly isBegun: boolean;
}

const raised = 'P0001';

/** Whether other objects depend on what the statement drops, or on the column whose type it changes. */
const isDependency = (error: unknown, { migration, index }: Place): boolean => {
  const code = sqlState(error);
  if (code === '2BP01') return true;
  return code === '0A000' && index !== undefined && migration.statements[index]?.words.includes('type') === true;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * PostgreSQL's details and hint, as far as they may be shown. Most details quote rows; those of an error that a migration
 * raises itself, and of dependencies, do not. The hint of a dependency is CASCADE, which would drop objects unseen.
 */
const additions = (error: unknown, place: Place): readonly string[] => {
  const found: object = databaseError(error) ?? {};
  const depends = isDependency(error, place);
  const detail = 'detail' in found && (depends || sqlState(error) === raised) ? found.detail : undefined;
  const hint = 'hint' in found && !depends ? found.hint : undefined;
  return [detail, hint].filter((text) => typeof text === 'string' && text !== '').map(String);
};

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
};

const placeText = ({ migration, index }: Place): string => {
  const statement = index === undefined ? undefined : migration.statements[index];
  if (statement === undefined) return 'when it was committed';
  const line = migration.script.slice(0, statement.start).split(/\r\n|\r|\n/).length;
  // The beginning of a block says nothing: what it raises does.
  const text = statement.words[0] === 'do' ? 'DO …' : shortened(statement.text);
  return `at statement ${(index ?? 0) + 1}, line ${line}: ${text}`;
};

/** The state that a failed migration leaves behind. */
const outcome = ({ isBegun }: Place): string =>
  isBegun
    ? 'The statements before it stay applied; the next start continues with this one.'
    : 'Nothing of this file was applied.';

/** A table, type, index or constraint of that name exists already. */
const isThere = new Set(['42P07', '42710']);

/** Whether a new generation may replace the whole migration, because no file with its number is applied. */
const isReplaceable = ({ migration, history, isBegun }: Place): boolean => {
  const first = history.migrations.find(({ number }) => number === migration.number);
  return !isBegun && first === migration && isMade(history, migration);
};

const dependencyAdvice = (place: Place): string => {
  if (!isReplaceable(place)) return 'Drop what depends on it, then start again.';
  const { migration, history } = place;
  const again = generatingAgain(history, migration, highestNumber(history) + 1);
  return `Drop what depends on it in a migration of your own with the number ${migration.number}, and ${again}.`;
};

const dataAdvice = (place: Place): string => {
  const { migration, history } = place;
  const correct = 'Correct these rows, by SQL or with the version that ran before, then start again';
  if (!isReplaceable(place) || history.generated?.get(migration.name) === undefined) return `${correct}.`;
  return `${correct}; or change the model, ${generatingAgain(history, migration, numberToRepeat(history, migration))}.`;
};

const advice = (error: unknown, place: Place, { waitMs }: Patience): string => {
  const { migration } = place;
  const code = sqlState(error);
  if (isLockFailure(error)) {
    return (
      `Other transactions kept a lock that it needs for ${Math.round(waitMs / 1000)} s. Find the oldest in pg_stat_activity ` +
      '(xact_start), end it, and start again; MIGRATION_WAIT_MS makes it try for longer.'
    );
  }
  if (code === '25001' && migration.isTransaction)
    return `Put the statement into a file of its own, with \`${noTransaction}\` as its first line.`;
  if (code === '55P04') return 'Put ALTER TYPE … ADD VALUE into a file of its own, before this one.';
  if (code === '42501')
    return 'The role of DATABASE_URL may not do this: grant it the right, or migrate with a role that has it, then start again.';
  if (/^(08|57P|E)/.test(code ?? '')) return 'The connection was lost: start again.';
  if (isThere.has(code ?? '') && migration.name.endsWith('_initial.sql')) {
    return (
      'It is a first migration, for a new database, and this one is none: generate from the generation that made its tables ' +
      '(options.base, without options.fresh), or give it a new database.'
    );
  }
  if (isThere.has(code ?? '')) return 'Rename what has this name, or drop it if nothing needs it, then start again.';
  if (code === '23505') {
    return (
      'Several rows have the same values where they have to be unique: find them (GROUP BY … HAVING count(*) > 1), correct ' +
      'them, then start again.'
    );
  }
  if (code?.startsWith('23')) return 'Rows of the database break it: correct them, then start again.';
  if (code === raised) return dataAdvice(place);
  if (isDependency(error, place)) return dependencyAdvice(place);
  return 'Remove the cause, then start again.';
};

/** The error of a migration that failed: where, why, what is left behind and what to do. */
export const failure = (error: unknown, place: Place, patience: Patience): StartupError =>
  new StartupError(
    [
      `${place.migration.name} failed ${placeText(place)}`,
      messageOf(error),
      ...additions(error, place),
      `${outcome(place)} ${advice(error, place, patience)}`,
    ].join('\n'),
    { cause: error },
  );
