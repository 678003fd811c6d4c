import Type, { type Static } from 'typebox';
import { DateTime } from '../http/envelope.ts';
import { ProjectId } from '../http/project-id.ts';
import { changeOptions } from '../schemas/change-options.ts';
import { MarkCounts, Rename } from '../schemas/schema-change.ts';

export const codeGenerationStatuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type CodeGenerationStatus = (typeof codeGenerationStatuses)[number];

export const codeGenerationPhases = ['queued', 'reading', 'generating', 'packing', 'storing', 'done'] as const;
export type CodeGenerationPhase = (typeof codeGenerationPhases)[number];

/** The options that a record has, and lists show; `renames` may be long, and are kept beside it. */
export const CodeGenerationOptions = Type.Object({
  /** npm name of the generated package. */
  packageName: Type.Optional(Type.String({ minLength: 1, maxLength: 214 })),
  /** Adds an index for each foreign key that has none. */
  indexForeignKeys: Type.Optional(Type.Boolean()),
  /** Number of the migration that is added. */
  nextMigration: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Whether steps that lose data are accepted. */
  allowDestructive: Type.Optional(Type.Boolean()),
  /** The generation whose database this one continues from; the newest of the schema when absent. */
  base: Type.Optional(Type.String()),
  /** Whether it continues from none. */
  fresh: Type.Optional(Type.Boolean()),
});
export type CodeGenerationOptions = Static<typeof CodeGenerationOptions>;

/** How far a job is, as this version tells it. */
export const CodeGenerationProgress = Type.Object({
  phase: Type.Enum(codeGenerationPhases),
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  message: Type.String(),
});
export type CodeGenerationProgress = Static<typeof CodeGenerationProgress>;

export const CodeGenerationError = Type.Object({ code: Type.String(), message: Type.String() });
export type CodeGenerationError = Static<typeof CodeGenerationError>;

const closed = { additionalProperties: false } as const;

const requestOptions = {
  /** Of the project's schema (or of `schemaId`); the newest one when absent. */
  schemaVersion: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 99_999_999,
      description: 'Which version of the schema; the newest by default',
    }),
  ),
  schemaId: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'A schema of the project other than its primary one' }),
  ),
  packageName: Type.Optional(
    Type.String({
      description:
        'npm name of the generated package, with a scope or without; from the project’s name by default. Refused where npm would refuse it: capital letters, names of Node’s own modules, …',
      examples: ['shop', '@acme/shop'],
    }),
  ),
  indexForeignKeys: changeOptions.indexForeignKeys,
} as const;

/** How a generation goes on from an earlier one of its project. */
const historyOptions = {
  allowDestructive: Type.Optional(
    Type.Boolean({
      description:
        'Whether the migration may lose data; else that is a 422 `destructive_changes` with the steps. It accepts what the migration loses when it is requested: if another generation of the schema is completed before this one, and the migration from that one loses data, this one fails with `destructive_changes`',
    }),
  ),
  base: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description:
        'Id of a completed generation of the project: continues from its database instead of the newest one of the schema',
    }),
  ),
  fresh: Type.Optional(
    Type.Boolean({
      description: 'Continues from no generation: the project gets a first migration, for a new database',
    }),
  ),
} as const;

const GenerationOptions = Type.Object({ ...requestOptions, ...changeOptions, ...historyOptions }, closed);

/** Options that are refused beside `options`: ignored as another client's member, each could cost data. */
export const nestedOptions: readonly string[] = Object.keys(GenerationOptions.properties).filter(
  (name) => !Object.hasOwn(requestOptions, name),
);

export const RequestGenerationBody = Type.Object(
  {
    projectId: ProjectId,
    type: Type.Optional(Type.String({ maxLength: 200, description: 'Stored and given back' })),
    prompt: Type.Optional(
      Type.String({ maxLength: 100_000, description: 'Stored, and given back where one code generation is read' }),
    ),
    database: Type.Optional(
      Type.Unknown({ description: 'By name, or `{ type }`, as in a project: 422 for another than PostgreSQL' }),
    ),
    options: Type.Optional(GenerationOptions),
    ...requestOptions,
  },
  // Clients send more beside these.
  {
    additionalProperties: true,
    description: `Other members are ignored. Refused, as they belong in \`options\`, are ${nestedOptions.map((name) => `\`${name}\``).join(', ')}`,
  },
);
export type RequestGenerationBody = Static<typeof RequestGenerationBody>;

/** The generation that another one continues from. */
export const GenerationBase = Type.Object({
  generationId: Type.String(),
  schemaVersion: Type.Integer(),
  generatorVersion: Type.String(),
});
export type GenerationBase = Static<typeof GenerationBase>;

const shownOptions = Type.Object({
  packageName: Type.Optional(Type.String()),
  indexForeignKeys: Type.Optional(Type.Boolean()),
  nextMigration: Type.Optional(Type.Integer()),
  allowDestructive: Type.Optional(Type.Boolean()),
  base: Type.Optional(Type.String()),
  fresh: Type.Optional(Type.Boolean()),
});

/** A code generation in lists and events: without its prompt and renames, which may be long. */
export const CodeGenerationListItem = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  projectName: Type.String(),
  schemaId: Type.String(),
  schemaVersion: Type.Integer(),
  type: Type.Optional(Type.String()),
  options: shownOptions,
  status: Type.Enum(codeGenerationStatuses),
  progress: Type.Object({
    ...CodeGenerationProgress.properties,
    phase: Type.String({
      description: `${codeGenerationPhases.join(', ')}: for people to read, since a later version may have others`,
    }),
  }),
  attempts: Type.Integer({ description: 'Attempts begun' }),
  result: Type.Optional(
    Type.Object({
      fileName: Type.String(),
      archiveBytes: Type.Integer(),
      archiveSha256: Type.String(),
      fileCount: Type.Integer(),
      tableCount: Type.Integer(),
      generatorVersion: Type.String(),
      durationMs: Type.Integer(),
      completedAt: DateTime,
      base: Type.Optional(
        Type.Union([GenerationBase, Type.Null()], {
          description: 'The generation that it continues from; null for a first one',
        }),
      ),
      migrations: Type.Optional(
        Type.Array(Type.String(), { description: 'Names of the files in `migrations/` that it adds' }),
      ),
      marks: Type.Optional(MarkCounts),
    }),
  ),
  error: Type.Optional(CodeGenerationError),
  version: Type.Integer({ description: 'Grows by one with every change; the ETag and the id of events' }),
  createdAt: DateTime,
  updatedAt: DateTime,
});
export type CodeGenerationListItem = Static<typeof CodeGenerationListItem>;

export const CodeGeneration = Type.Object({
  ...CodeGenerationListItem.properties,
  options: Type.Object({ ...shownOptions.properties, renames: Type.Optional(Type.Array(Rename)) }),
  prompt: Type.Optional(Type.String()),
});
export type CodeGeneration = Static<typeof CodeGeneration>;

export const DownloadUrl = Type.Object({
  downloadUrl: Type.String({ format: 'uri' }),
  expiresIn: Type.Integer({ description: 'Seconds' }),
  fileName: Type.String(),
});

export const GeneratedFile = Type.Object({
  path: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
});

export const GeneratedFiles = Type.Object({
  fileName: Type.String(),
  archiveBytes: Type.Integer(),
  archiveSha256: Type.String(),
  files: Type.Array(GeneratedFile),
});
