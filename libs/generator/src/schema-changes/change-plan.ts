/** A table, a field of it, or a value of an enum field, by the model's names. */
export interface ModelPlace {
  readonly table: string;
  readonly field?: string | undefined;
  /** A value of `field`, which is an enum; PostgreSQL calls it a label. */
  readonly value?: string | undefined;
}

/**
 * Says that what the earlier model calls `from` is what the later one calls `to`. A field that refers to other rows may also
 * become a link table: each row that refers to another one is a link then.
 */
export interface Rename {
  readonly from: ModelPlace;
  readonly to: ModelPlace;
}

/** A likely rename that nobody has answered: until then it is a removal and an addition. */
export interface RenameProposal extends Rename {
  /** From 0 to 1: how alike the two are. */
  readonly score: number;
  /** In words, why the two may be one. */
  readonly reason: string;
}

/**
 * A migration is up to four files, in this order. `enum_values` has to be committed before a statement may use the values;
 * `changes` is one transaction; `validation` and `indexes` run without one, statement by statement, so that what takes long
 * holds no lock that stops others. No table is without a primary key between two of them.
 */
export const migrationParts = ['enum_values', 'changes', 'validation', 'indexes'] as const;
export type MigrationPart = (typeof migrationParts)[number];

/** The lock modes of PostgreSQL that stop others, weakest first. */
export type TableLock = 'SHARE ROW EXCLUSIVE' | 'ACCESS EXCLUSIVE';

export type StepMark =
  /** Data goes with the step; `reason` says which. */
  | { readonly kind: 'destructive'; readonly reason: string }
  /** The step fails on some data. The queries hold before the migration. */
  | {
      readonly kind: 'dataDependent';
      readonly reason: string;
      /** What can be done where the rows that stand in the way cannot be put right. */
      readonly remedy: string | undefined;
      /** Statements that the two queries need before them, in the same session. */
      readonly setupSql: string | undefined;
      /** Gives one row with one column, `count`: the rows, or groups of equal rows, that stand in the way. */
      readonly countSql: string;
      /** Gives some of them. */
      readonly sampleSql: string;
    }
  /** The step holds a lock that others notice. */
  | {
      readonly kind: 'locking';
      readonly reason: string;
      readonly lock: TableLock;
      /** SQL names before the migration. */
      readonly tables: readonly string[];
      /** Whether the table is written anew, which takes long on a large one. */
      readonly rewrites: boolean;
      /** Whether it is over at once, however large tables are: nothing else in its transaction takes long. */
      readonly isBrief: boolean;
    };

/** One step of a migration. */
export interface ChangeStep {
  readonly kind: StepKind;
  /** By the later model's name; of a table that goes, by the earlier one's. */
  readonly table: string;
  readonly field: string | undefined;
  /** In words, for a person. */
  readonly summary: string;
  readonly part: MigrationPart;
  /** One statement or more, each ended by a semicolon. */
  readonly sql: string;
  readonly marks: readonly StepMark[];
}

export type StepKind =
  | 'create_enum'
  | 'rename_enum'
  | 'add_enum_value'
  | 'rename_enum_value'
  | 'drop_enum'
  | 'create_table'
  | 'rename_table'
  | 'drop_table'
  | 'add_column'
  | 'rename_column'
  | 'change_type'
  | 'set_default'
  | 'set_not_null'
  | 'drop_not_null'
  | 'add_identity'
  | 'drop_identity'
  | 'rename_sequence'
  | 'drop_column'
  | 'copy_links'
  | 'add_primary_key'
  | 'drop_primary_key'
  | 'add_check'
  | 'validate_check'
  | 'drop_check'
  | 'create_index'
  | 'drop_index'
  | 'add_foreign_key'
  | 'validate_foreign_key'
  | 'drop_foreign_key'
  | 'rename_constraint'
  | 'comment';

/** A change of the model that needs no SQL. */
export interface ChangeNote {
  readonly kind: 'access' | 'owner' | 'validation' | 'password' | 'soft_delete';
  readonly table: string;
  readonly field: string | undefined;
  /** In words, for a person. */
  readonly summary: string;
}

/** How a database comes from one schema to another. */
export interface ChangePlan {
  /** In the order in which they run; none where nothing in the database changes. */
  readonly steps: readonly ChangeStep[];
  readonly notes: readonly ChangeNote[];
  readonly proposals: readonly RenameProposal[];
  /** The steps as files of a migration, in order, before they have a number. */
  readonly files: readonly { readonly part: MigrationPart; readonly sql: string }[];
}

/** A file of `migrations/`. */
export interface MigrationFile {
  /** `0002b_changes.sql` */
  readonly name: string;
  readonly sql: string;
  /** What it does and costs, in words. */
  readonly steps: readonly MigrationStep[];
  /** The generation whose database it was planned for; none for a first one. */
  readonly base?: string | undefined;
}

export interface MigrationStep {
  readonly summary: string;
  /** Without locks that are held briefly. */
  readonly marks: readonly { readonly kind: StepMark['kind']; readonly reason: string }[];
}
