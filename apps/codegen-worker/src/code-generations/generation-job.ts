import type { CodeGenerationError, CodeGenerationProgress } from '@snapinfra/contracts';
import type { GenerationFileIndex } from '@snapinfra/platform';

/** The input of the generating thread: documents as they were stored, so that the main thread does not parse them. */
export interface GenerationJob {
  /** JSON text of the schema as it was sent. */
  readonly schemaDocument: Uint8Array;
  /** JSON text of the project's architecture, where it has one. */
  readonly architectureDocument: Uint8Array | undefined;
  readonly projectName: string;
  readonly packageName: string | undefined;
  readonly indexForeignKeys: boolean | undefined;
}

export interface GeneratedArchive {
  readonly archive: Uint8Array;
  readonly sha256: string;
  readonly index: GenerationFileIndex;
  readonly tableCount: number;
  readonly generatorVersion: string;
}

/** The messages of the thread: any number about progress, then one of the others. */
export type GenerationThreadMessage =
  | { readonly kind: 'progress'; readonly progress: CodeGenerationProgress }
  | { readonly kind: 'generated'; readonly result: GeneratedArchive }
  /** The model can't be generated from, and another attempt would not help. */
  | { readonly kind: 'refused'; readonly error: CodeGenerationError };
