import {
  CodeGenerationError,
  CodeGenerationOptions,
  CodeGenerationProgress,
  codeGenerationStatuses,
  GenerationBase,
  MarkCounts,
  Renames,
  type CodeGenerationStatus,
  type Rename,
} from '@snapinfra/contracts';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { besideRecordKey, projectIdOf, recordKey } from '../ids.ts';
import { jobMembers } from '../jobs/job-members.ts';

/** The status as this version knows it. */
export const knownCodeGenerationStatus = (status: string): CodeGenerationStatus =>
  codeGenerationStatuses.find((known) => known === status) ?? 'processing';

/** How many attempts a generation has. One that a stopping worker gives back does not count. */
export const codeGenerationMaxAttempts = 4;

/**
 * How long a claim holds without being renewed, and how long its message stays invisible, unless a worker is configured
 * otherwise. The worker renews both while it works.
 */
export const codeGenerationLeaseMs = 60_000;

/** How long after a lease's end the sweeper looks at the record: longer than the queue takes to deliver the message again. */
export const codeGenerationLeaseGraceMs = 30_000;

/** An attempt that takes longer is stuck: its worker gives it up. */
export const codeGenerationAttemptMs = 600_000;

export const CodeGenerationResult = Type.Object({
  /** Object key of the ZIP. */
  archiveKey: Type.String(),
  archiveBytes: Type.Integer({ minimum: 0 }),
  archiveSha256: Type.String(),
  fileCount: Type.Integer({ minimum: 0 }),
  tableCount: Type.Integer({ minimum: 0 }),
  /** File name to download under. */
  fileName: Type.String(),
  generatorVersion: Type.String(),
  durationMs: Type.Integer({ minimum: 0 }),
  completedAt: Type.String({ format: 'date-time' }),
  /** The generation that it continues from; null for a first one. The members below are absent where an earlier version wrote it. */
  base: Type.Optional(Type.Union([GenerationBase, Type.Null()])),
  /** Names of the files that its migration has. */
  migrations: Type.Optional(Type.Array(Type.String())),
  marks: Type.Optional(MarkCounts),
});
export type CodeGenerationResult = Static<typeof CodeGenerationResult>;

/**
 * The record of a code generation, as the gateway writes it and the worker moves it on:
 *
 *     pending → processing → completed | failed | cancelled
 *
 * It lives in the table `code-generations`, in the partition of its project; its prompt and the file index of a finished one
 * are documents beside it.
 *
 * Objects are open and `status` and `phase` are any text, as a gateway reads the records of a newer worker, and a worker those of
 * a newer gateway. A reader takes an unknown status for work in progress, so readers have to know a new final status before
 * it is written.
 */
export const CodeGenerationRecord = Type.Object(
  {
    /** `status` is one of {@link codeGenerationStatuses}, or of a later version's. */
    ...jobMembers,
    projectId: Type.String(),
    projectName: Type.String(),
    schemaId: Type.String(),
    schemaVersion: Type.Integer({ minimum: 1 }),
    /** As the frontend sent it: it is only stored and returned. */
    type: Type.Optional(Type.String()),
    options: CodeGenerationOptions,
    /**
     * With `allowDestructive`: the generation from which the losses were accepted, as it was the head then; null for none. From another
     * one, nothing may be lost. Absent where an earlier version wrote it, which accepted losses from any.
     */
    acceptedBase: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    progress: Type.Object({ ...CodeGenerationProgress.properties, phase: Type.String() }),
    result: Type.Optional(CodeGenerationResult),
    error: Type.Optional(CodeGenerationError),
  },
  // The item carries keys and index attributes beside the record.
  { additionalProperties: true },
);
export type CodeGenerationRecord = Static<typeof CodeGenerationRecord>;

/** The place of each file in a generated archive, so that one ranged read gets it. Stored as a document beside the record. */
export const GenerationFileIndex = Type.Object({
  version: Type.Literal(1),
  files: Type.Array(
    Type.Object({
      path: Type.String(),
      /** Position of the entry's (compressed) data in the archive, in bytes. */
      offset: Type.Integer({ minimum: 0 }),
      compressedBytes: Type.Integer({ minimum: 0 }),
      bytes: Type.Integer({ minimum: 0 }),
      method: Type.Union([Type.Literal('deflate'), Type.Literal('store')]),
      crc32: Type.Integer({ minimum: 0 }),
      /** Hexadecimal, of the uncompressed file. */
      sha256: Type.String(),
    }),
  ),
});
export type GenerationFileIndex = Static<typeof GenerationFileIndex>;

/** Key of a generation's record. */
export const codeGenerationKey = recordKey;
/** Key of the document that holds a generation's {@link GenerationFileIndex}. */
export const codeGenerationFilesKey = (id: string) => besideRecordKey(id, 'FILES');
/** Key of the document that holds a generation's prompt. */
export const codeGenerationPromptKey = (id: string) => besideRecordKey(id, 'PROMPT');
/** Key of the document that holds the renames that a generation was asked for with. */
export const codeGenerationRenamesKey = (id: string) => besideRecordKey(id, 'RENAMES');
/** Object key prefix of everything that the workers of a generation store: the class first, which lifecycle rules go by. */
export const codeGenerationPrefix = (id: string) => `archives/${projectIdOf(id)}/${id}/`;
/** Object key of the archive that the holder of a lease writes. Each holder has a key of its own. */
export const codeGenerationArchiveKey = (id: string, leaseToken: number) =>
  `${codeGenerationPrefix(id)}${leaseToken}/archive.zip`;

/** The item under {@link codeGenerationFilesKey}; `document` is aws-clients' stored document of the index. */
export const GenerationFilesItem = Type.Object({
  generationId: Type.String(),
  document: Type.Unknown(),
});

/**
 * The item under {@link codeGenerationPromptKey}, if there is a prompt. It is not in the record, so that renewals of the lease do
 * not rewrite it and lists do not read it. `document` is aws-clients' stored document of the text.
 */
export const GenerationPromptItem = Type.Object({ document: Type.Unknown() });

/** The item under {@link codeGenerationRenamesKey}, if there are any: beside the record for the same reasons as the prompt. */
export const GenerationRenamesItem = Type.Object({ document: Type.Unknown() });
/** The document of a {@link GenerationRenamesItem}. */
export const GenerationRenames = Renames;
/** Reads {@link GenerationRenames} from their JSON text. @throws where the text is of another shape */
export const readGenerationRenames = (json: Uint8Array): Rename[] =>
  Value.Parse(GenerationRenames, JSON.parse(new TextDecoder().decode(json)));
