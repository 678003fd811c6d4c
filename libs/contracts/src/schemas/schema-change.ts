import { dataModelLimits } from '@snapinfra/data-model';
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const name = Type.String({ minLength: 1, maxLength: dataModelLimits.nameLength });

/** A place in a model, by its names: a table, a field of it, or a value of an enum field. */
export const ModelPlace = Type.Object(
  {
    table: name,
    field: Type.Optional(name),
    value: Type.Optional(
      Type.String({ maxLength: dataModelLimits.enumValueLength, description: 'A value of the enum that the field is' }),
    ),
  },
  closed,
);

/** What was `from` in the model before is `to` in this one. */
export const Rename = Type.Object({ from: ModelPlace, to: ModelPlace }, closed);
export type Rename = Static<typeof Rename>;

/** Renames that one request may have. */
export const maximumRenames = 1000;

export const Renames = Type.Array(Rename, {
  maxItems: maximumRenames,
  description:
    'What was renamed, where the model has no ids that tell: `from` names the place in the model before, `to` in this one, a field or value with its table. From a field that refers to other rows to the table of a new relationship, of many to many, it makes links of the references. Unanswered, a likely rename is a drop and a creation',
  examples: [
    [{ from: { table: 'customer', field: 'mail' }, to: { table: 'customer', field: 'email' } }],
    [{ from: { table: 'song', field: 'album_id' }, to: { table: 'song_album' } }],
  ],
});

const reason = Type.String();

/** The kinds of marks. */
export const markKinds = ['destructive', 'dataDependent', 'locking'] as const;

const tableLocks = ['SHARE ROW EXCLUSIVE', 'ACCESS EXCLUSIVE'] as const;

/** What somebody should know before a step is applied. */
export const StepMark = Type.Union([
  Type.Object({ kind: Type.Literal('destructive'), reason }, { description: 'Data goes: `reason` says which' }),
  Type.Object(
    {
      kind: Type.Literal('dataDependent'),
      reason,
      remedy: Type.Optional(
        Type.String({ description: 'What can be done where the offending rows cannot be put right' }),
      ),
      setupSql: Type.Optional(
        Type.String({ description: 'Statements that both queries need before them, in the same session' }),
      ),
      countSql: Type.String(),
      sampleSql: Type.String(),
    },
    {
      description:
        'It fails on some data: before the migration, `countSql` counts the offending rows, and `sampleSql` shows some',
    },
  ),
  Type.Object(
    {
      kind: Type.Literal('locking'),
      reason,
      lock: Type.Enum(tableLocks, { description: 'PostgreSQL’s name of the lock' }),
      tables: Type.Array(Type.String()),
      rewrites: Type.Boolean({ description: 'Whether the table is written anew meanwhile' }),
      isBrief: Type.Boolean({ description: 'Whether it does not take longer on a large table' }),
    },
    { description: 'Others wait meanwhile' },
  ),
]);

const stepKinds = [
  ...['create_enum', 'rename_enum', 'add_enum_value', 'rename_enum_value', 'drop_enum'],
  ...['create_table', 'rename_table', 'drop_table', 'copy_links'],
  ...['add_column', 'rename_column', 'drop_column', 'change_type', 'set_default', 'set_not_null', 'drop_not_null'],
  ...['add_identity', 'drop_identity', 'rename_sequence', 'comment'],
  ...['add_primary_key', 'drop_primary_key', 'create_index', 'drop_index', 'rename_constraint'],
  ...['add_check', 'validate_check', 'drop_check'],
  ...['add_foreign_key', 'validate_foreign_key', 'drop_foreign_key'],
] as const;

const migrationParts = ['enum_values', 'changes', 'validation', 'indexes'] as const;

const noteKinds = ['access', 'owner', 'validation', 'password', 'soft_delete'] as const;

/** One step of a change of the database. */
export const ChangeStep = Type.Object({
  kind: Type.Enum(stepKinds, { description: 'For programs' }),
  table: Type.String(),
  field: Type.Optional(Type.String()),
  summary: Type.String({ description: 'In words' }),
  part: Type.Enum(migrationParts, { description: 'Of the migration, in this order' }),
  sql: Type.String(),
  marks: Type.Array(StepMark),
});
export type ChangeStep = Static<typeof ChangeStep>;

/** A change that needs no SQL, such as one of who may read a table. */
export const ChangeNote = Type.Object({
  kind: Type.Enum(noteKinds),
  table: Type.String(),
  field: Type.Optional(Type.String()),
  summary: Type.String(),
});
export type ChangeNote = Static<typeof ChangeNote>;

/** A likely rename: send it among `options.renames` if it is one. */
export const RenameProposal = Type.Object({
  from: ModelPlace,
  to: ModelPlace,
  score: Type.Number({ description: 'How likely, from 0 to 1' }),
  reason,
});
export type RenameProposal = Static<typeof RenameProposal>;

/** How many steps have a mark of each kind. */
export const MarkCounts = Type.Object({
  destructive: Type.Integer({ minimum: 0 }),
  dataDependent: Type.Integer({ minimum: 0 }),
  locking: Type.Integer({ minimum: 0, description: 'Without brief locks' }),
});
export type MarkCounts = Static<typeof MarkCounts>;

/** As much of a step as counting takes. */
interface MarkedStep {
  readonly marks: readonly { readonly kind: string; readonly isBrief?: boolean }[];
}

/** Counts the steps by their marks. */
export const countMarks = (steps: readonly MarkedStep[]): MarkCounts => {
  const count = (kind: keyof MarkCounts) =>
    steps.filter(({ marks }) => marks.some((mark) => mark.kind === kind && mark.isBrief !== true)).length;
  return { destructive: count('destructive'), dataDependent: count('dataDependent'), locking: count('locking') };
};

/** A refusal lists so many steps, and so many proposals, at most. */
export const maximumRefusedSteps = 100;

/** Why a generation was refused that would lose data: the steps that do, and what may have been a rename. */
export const RefusedChanges = Type.Object({
  steps: Type.Array(ChangeStep, { maxItems: maximumRefusedSteps }),
  moreSteps: Type.Optional(Type.Integer({ minimum: 1, description: 'How many more there are than `steps` lists' })),
  proposals: Type.Array(RenameProposal, { maxItems: maximumRefusedSteps }),
});
export type RefusedChanges = Static<typeof RefusedChanges>;

/** What leads from one state of a schema to a version of it. */
export const SchemaDiff = Type.Object({
  schemaId: Type.String(),
  from: Type.Object({
    schemaId: Type.String(),
    version: Type.Integer(),
    generationId: Type.Optional(
      Type.String({ description: 'The generation whose database it starts from; absent for a version' }),
    ),
  }),
  to: Type.Object({ version: Type.Integer() }),
  indexForeignKeys: Type.Boolean(),
  marks: MarkCounts,
  steps: Type.Array(ChangeStep, { description: 'In the order in which they are applied; empty where nothing changes' }),
  notes: Type.Array(ChangeNote),
  proposals: Type.Array(RenameProposal),
  files: Type.Array(Type.Object({ name: Type.String(), sql: Type.String() }), {
    description:
      'The migration as a generation would add it; after a version it has the number 2, as if that were the first one',
  }),
});
export type SchemaDiff = Static<typeof SchemaDiff>;

const diffStart = '^(?:[1-9][0-9]{0,7}|generation:[0-9A-Za-z]{1,64})$';

/** The start of a diff: a version, or the database of a generation. */
export const DiffStart = Type.String({
  pattern: diffStart,
  description:
    'A version, or `generation:<id>` for the database of a completed generation of the project; by default that of the newest generation of the schema',
  examples: ['3'],
});

/** What a text has to be that does not match one of these patterns, for error messages. */
export const schemaPatterns = { [diffStart]: 'must be a version, such as 3, or generation:<id>' } as const;
