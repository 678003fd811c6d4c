/** A kind of file: one transaction, or statement by statement. */
export type FileKind = 'initial' | 'transaction' | 'statements';

/** Something that squawk warns of, and why it stands. */
export interface AcceptedFinding {
  readonly rule: string;
  readonly kinds: readonly FileKind[];
  /** The statement that the finding is about begins like this. */
  readonly statement?: RegExp;
  readonly reason: string;
}

const every: readonly FileKind[] = ['initial', 'transaction', 'statements'];
const types: readonly FileKind[] = ['initial', 'transaction'];

/** Everything that squawk finds in migrations of the tests. An entry that nothing needs any more fails the test, too. */
export const acceptedFindings: readonly AcceptedFinding[] = [
  {
    rule: 'require-lock-timeout',
    kinds: every,
    reason: 'The runner sets lock_timeout (1 s) for every migration, and tries again; a file for itself does not.',
  },
  {
    rule: 'require-statement-timeout',
    kinds: every,
    reason:
      'The runner sets statement_timeout, to none: a scan or an index of a large table takes as long as it takes, and holds no lock that stops others.',
  },
  {
    rule: 'prefer-robust-stmts',
    kinds: ['statements'],
    statement: /^(ALTER TABLE|CREATE|DO|SELECT)/,
    reason:
      'The runner counts the statements that are done, each with its count in one transaction, and goes on behind them.',
  },
  {
    rule: 'changing-column-type',
    kinds: ['transaction'],
    statement: /^ALTER TABLE/,
    reason:
      'What was asked for. The step is marked as locking, with whether it writes the table again, and a plan that would copy a column while others write needs the application to write twice meanwhile.',
  },
  {
    rule: 'renaming-table',
    kinds: ['transaction'],
    reason:
      'What was asked for: the model names it otherwise, and the project that comes with the migration does, too.',
  },
  {
    rule: 'renaming-column',
    kinds: ['transaction'],
    reason:
      'What was asked for: the model names it otherwise, and the project that comes with the migration does, too.',
  },
  {
    rule: 'ban-drop-column',
    kinds: ['transaction'],
    reason:
      'What was asked for. Where values go with it the step is destructive, which the request has to allow; where a key became links, they were copied before.',
  },
  {
    rule: 'adding-required-field',
    kinds: ['transaction'],
    reason:
      'The model has no default. The migration counts rows first and is refused on a table that has some; an empty one takes the column.',
  },
  {
    rule: 'require-concurrent-index-deletion',
    kinds: ['transaction'],
    statement: /^DROP INDEX/,
    reason:
      'The index of a column that the same transaction writes anew or drops, under the same lock: later it would be in the way, and its name may be wanted.',
  },
  { rule: 'prefer-text-field', kinds: types, reason: 'The type is the model’s: it says varchar and a length.' },
  { rule: 'ban-char-field', kinds: types, reason: 'The type is the model’s: it says char and a length.' },
  { rule: 'prefer-bigint-over-int', kinds: types, reason: 'The type is the model’s: it says integer.' },
  { rule: 'prefer-bigint-over-smallint', kinds: types, reason: 'The type is the model’s: it says smallint.' },
  { rule: 'prefer-timestamp-tz', kinds: ['initial'], reason: 'The type is the model’s: it says timestamp.' },
];
