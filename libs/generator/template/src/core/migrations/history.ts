import { StartupError } from '../startup-error.ts';
import type { Applied } from './ledger.ts';
import { digest, noTransaction, type Migration } from './files.ts';
import { generatingAgain, highestNumber, isMade, namesOf, type History } from './generating-again.ts';
import { controlsTransaction } from './statements.ts';

/** What to do about migrations whose numbers do not fit: those of a generation and one's own are numbered differently. */
const renumbering = (history: History, wrong: readonly Migration[]): string => {
  const { generated } = history;
  const highest = highestNumber(history);
  if (generated === undefined) {
    const again = `generate again with options.nextMigration: ${highest + 1}, from the same options.base`;
    return `If a generation made it, ${again}; if it is your own, give it a number above ${highest}.`;
  }
  const [own, made] = [wrong.filter(({ name }) => !generated.has(name)), wrong.find(({ name }) => generated.has(name))];
  const rename =
    own.length === 0 ? undefined : `give ${own.map(({ name }) => name).join(' or ')} a number above ${highest}`;
  const again = made && generatingAgain(history, made, highest + 1);
  const sentence =
    rename !== undefined && again !== undefined
      ? `${rename}; if it has to be applied first, ${again}`
      : (rename ?? again);
  return sentence === undefined ? '' : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
};

/** The text that is applied: of a migration that was interrupted, that of the statements that were done. */
const appliedText = ({ script, statements }: Migration, { statementsDone }: Applied): string => {
  if (statementsDone === undefined) return script;
  return script.slice(0, statementsDone === 0 ? 0 : (statements[statementsDone - 1]?.end ?? script.length));
};

const checkApplied = (history: History): void => {
  const { migrations, applied } = history;
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, state] of applied) {
    const migration = known.get(name);
    if (migration === undefined) {
      throw new StartupError(
        `${name} was applied to the database, and is not in the folder of migrations. If it is one of your own, put it back, for ` +
          'instance from version control; otherwise the database belongs to a later version, which is the one to start.',
      );
    }
    if (digest(appliedText(migration, state)) === state.sha256) continue;
    const what =
      state.statementsDone === undefined
        ? 'it had been applied'
        : `its first ${state.statementsDone} statements had been applied`;
    const otherwise = isMade(history, migration)
      ? ' Or, if this project was generated with another history (options.fresh, options.base), generate again with ' +
        'options.base: the generation whose project migrated this database.'
      : '';
    throw new StartupError(
      `${name} was changed after ${what}. Restore it as it was, for instance from version control, and write the change ` +
        'as a new migration. Its SHA-256, with line ends as \\n, has to be the one in the table _applied_migrations.' +
        otherwise,
    );
  }
};

const checkNames = (pending: readonly Migration[]): void => {
  const unnumbered = pending.find(({ number }) => number === undefined);
  if (unnumbered !== undefined) {
    throw new StartupError(
      `${unnumbered.name} has no number that ends in an underscore. Give it one above all others, as in ` +
        `0007_${unnumbered.name.replace(/^\d*[^\w.]*/, '')}`,
    );
  }
};

/** Of a generation at most, as of a time to the second: one's own has to be below it, so that another can follow. */
const largestNumber = 99_999_999_999_999;

const checkSizes = (pending: readonly Migration[]): void => {
  const large = pending.find(({ number = 0 }) => number >= largestNumber);
  if (large === undefined) return;
  throw new StartupError(
    `${large.name} has too large a number: no generated one could follow it. Nothing was applied. Give it one below ${largestNumber}.`,
  );
};

/** What another generation made is no longer planned for: this project does not continue from that one. */
const checkAbandoned = ({ migrations, applied, generated }: History): void => {
  const others = migrations.filter(({ name, isGenerated }) => isGenerated && generated?.has(name) === false);
  if (others.length === 0) return;
  const origin = 'another generation, which this one does not continue from, as .snapinfra/manifest.json says';
  const done = others.filter(({ name }) => applied.has(name));
  if (done.length > 0) {
    throw new StartupError(
      `${namesOf(done)} came with ${origin}, and was applied to this database. Nothing more was applied. Generate again with ` +
        'that generation as options.base.',
    );
  }
  throw new StartupError(
    `${namesOf(others)} came with ${origin}. Nothing was applied. Delete ${others.length === 1 ? 'it' : 'them'}.`,
  );
};

const checkDoubles = (history: History, pending: readonly Migration[]): void => {
  for (const migration of pending) {
    const { number, part } = migration;
    const others = history.migrations.filter((other) => other !== migration && other.number === number);
    const double = others.find((other) => part === '' || other.part === '' || other.part === part);
    if (double === undefined) continue;
    const both = history.migrations.filter((one) => one === migration || one === double);
    const wrong = both.filter(({ name }) => !history.applied.has(name));
    throw new StartupError(
      `${both.map(({ name }) => name).join(' and ')} have the same number. Nothing was applied. ` +
        renumbering(history, wrong),
    );
  }
};

const checkLate = (history: History, pending: readonly Migration[]): void => {
  const last = history.migrations.findLast(({ name, number }) => number !== undefined && history.applied.has(name));
  if (last?.number === undefined) return;
  for (const migration of pending.filter(({ name }) => !history.applied.has(name))) {
    const { number = 0, part } = migration;
    if (number > last.number) continue;
    // The parts that are left of a migration that was interrupted.
    if (number === last.number && last.part !== '' && part > last.part) continue;
    throw new StartupError(
      `${migration.name} comes before ${last.name}, which has already been applied. Nothing was applied. ` +
        renumbering(history, [migration]),
    );
  }
};

const checkTransactions = (pending: readonly Migration[]): void => {
  for (const { name, statements, isTransaction } of pending) {
    const found = statements.find(controlsTransaction);
    if (found === undefined) continue;
    const instead = isTransaction
      ? `the file is one transaction already. With \`${noTransaction}\` as its first line it would be none.`
      : 'each of its statements is a transaction.';
    throw new StartupError(`${name} has the statement \`${found.text}\`. Nothing was applied. Remove it: ${instead}`);
  }
};

/**
 * The migrations that are left to apply, in order.
 * @throws StartupError when what was applied has changed, or when what is left does not follow it
 */
export const pendingMigrations = (history: History): readonly Migration[] => {
  checkApplied(history);
  checkAbandoned(history);
  const pending = history.migrations.filter(({ name }) => {
    const state = history.applied.get(name);
    return state === undefined || state.statementsDone !== undefined;
  });
  checkNames(pending);
  checkSizes(pending);
  checkDoubles(history, pending);
  checkLate(history, pending);
  checkTransactions(pending);
  return pending;
};
