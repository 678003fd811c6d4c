import type { CodeGenerationError, CodeGenerationProgress, MarkCounts } from '@snapinfra/contracts';
import type { GenerationFileIndex } from '@snapinfra/platform';

/** The generation that the job continues from. */
export interface GenerationJobBase {
  readonly generationId: string;
  readonly generatorVersion: string;
  /** JSON text of its history document. */
  readonly document: Uint8Array;
}

/** The input of the generating thread: documents as they were stored, so that the main thread does not parse them. */
export interface GenerationJob {
  /** JSON text of the schema as it was sent. */
  readonly schemaDocument: Uint8Array;
  /** JSON text of the project's architecture, where it has one. */
  readonly architectureDocument: Uint8Array | undefined;
  /** JSON text of the renames that were asked for, if any. */
  readonly renamesDocument: Uint8Array | undefined;
  /** Undefined for a first migration. */
  readonly base: GenerationJobBase | undefined;
  readonly projectName: string;
  readonly packageName: string | undefined;
  readonly indexForeignKeys: boolean | undefined;
  readonly nextMigration: number | undefined;
  readonly allowDestructive: boolean | undefined;
  /** Of the record: from which generation's database data may go; undefined for any, null for none. */
  readonly acceptedBase: string | null | undefined;
}

export interface GeneratedArchive {
  readonly archive: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly index: GenerationFileIndex;
  readonly tableCount: number;
  readonly generatorVersion: string;
  /** JSON text of the history document, for the generation after this one. */
  readonly history: Uint8Array<ArrayBuffer>;
  /** Names of the migration files that it adds. */
  readonly migrations: readonly string[];
  readonly marks: MarkCounts;
}

export type GenerationOutcome =
  | { readonly kind: 'generated'; readonly result: GeneratedArchive }
  /** The model can't be generated from, and another attempt would not help. */
  | { readonly kind: 'refused'; readonly error: CodeGenerationError };

/** The messages of the thread: any number about progress, then the outcome. */
export type GenerationThreadMessage =
  { readonly kind: 'progress'; readonly progress: CodeGenerationProgress } | GenerationOutcome;
