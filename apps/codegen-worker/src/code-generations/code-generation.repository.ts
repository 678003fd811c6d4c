import { createTable, type AwsClients, type DocumentStore } from '@snapinfra/aws-clients';
import type { CodeGenerationProgress } from '@snapinfra/contracts';
import {
  createJobWriter,
  createTransitions,
  transactTransition,
  type Attempt,
  type JobWriter,
  type Written,
} from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import {
  codeGenerationFilesKey,
  codeGenerationPrefix,
  CodeGenerationRecord,
  GenerationFilesItem,
  type CodeGenerationResult,
  type GenerationFileIndex,
} from '@snapinfra/platform';

export interface RepositoryDeps {
  readonly dynamo: AwsClients['dynamo'];
  readonly tableName: string;
  readonly documents: DocumentStore;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** How long a claim holds without being renewed. */
  readonly leaseMs: number;
  /** Names this process in the lease, for people who look. */
  readonly instance: string;
}

export interface CodeGenerationRepository extends JobWriter<CodeGenerationRecord> {
  /** Completes it: result, file index and the event to publish are one transaction. */
  complete(
    attempt: Attempt<CodeGenerationRecord>,
    result: CodeGenerationResult,
    index: GenerationFileIndex,
  ): Promise<Written<CodeGenerationRecord>>;
}

/** The worker's side of the record: every change is conditional on its lease. */
export const createCodeGenerationRepository = (deps: RepositoryDeps): CodeGenerationRepository => {
  const { dynamo, tableName, documents } = deps;
  const table = createTable({ dynamo, tableName, schema: CodeGenerationRecord });
  const files = createTable({ dynamo, tableName, schema: GenerationFilesItem });
  const transitions = createTransitions(codeGenerationJob, deps);
  return {
    ...createJobWriter({ ...deps, kind: codeGenerationJob, table }),

    async complete({ lease, record: { id, userId } }, result, index) {
      const document = await documents.encode(index, {
        objectKey: `${codeGenerationPrefix(userId, id)}${lease.token}/index.json.gz`,
      });
      const progress: CodeGenerationProgress = { phase: 'done', percent: 100, message: 'The project is ready' };
      const end = transitions.end(lease, 'completed', { set: { result, progress } });
      const item = files.toPut(codeGenerationFilesKey(id), { generationId: id, userId, document });
      return transactTransition({ dynamo }, table, end, [item]);
    },
  };
};
