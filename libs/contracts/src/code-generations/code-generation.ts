import Type, { type Static } from 'typebox';
import { DateTime } from '../http/envelope.ts';
import { ProjectId } from '../http/project-id.ts';

export const codeGenerationStatuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type CodeGenerationStatus = (typeof codeGenerationStatuses)[number];

export const codeGenerationPhases = ['queued', 'reading', 'generating', 'packing', 'storing', 'done'] as const;
export type CodeGenerationPhase = (typeof codeGenerationPhases)[number];

export const CodeGenerationOptions = Type.Object({
  /** npm name of the generated package. */
  packageName: Type.Optional(Type.String({ minLength: 1, maxLength: 214 })),
  /** Adds an index for each foreign key that has none. */
  indexForeignKeys: Type.Optional(Type.Boolean()),
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
  indexForeignKeys: Type.Optional(
    Type.Boolean({
      description:
        'Adds an index for each foreign key that no key or index of the model serves (they are warnings, `foreign_key_without_index`); the generated README lists them',
    }),
  ),
} as const;

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
    options: Type.Optional(Type.Object(requestOptions, closed)),
    ...requestOptions,
  },
  // Clients send more beside these: unknown members are ignored.
  { additionalProperties: true },
);
export type RequestGenerationBody = Static<typeof RequestGenerationBody>;

/** A code generation in lists and events: without its prompt, which may be long. */
export const CodeGenerationListItem = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  projectName: Type.String(),
  schemaId: Type.String(),
  schemaVersion: Type.Integer(),
  type: Type.Optional(Type.String()),
  options: Type.Object({ packageName: Type.Optional(Type.String()), indexForeignKeys: Type.Optional(Type.Boolean()) }),
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
