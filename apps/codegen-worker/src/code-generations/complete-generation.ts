import { createTable, type AwsClients, type DocumentStore } from '@snapinfra/aws-clients';
import type { CodeGenerationProgress } from '@snapinfra/contracts';
import {
  createTransitions,
  transactTransition,
  type Attempt,
  type TransitionsDeps,
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

export interface CompleteGenerationDeps extends Pick<TransitionsDeps, 'clock' | 'newId'> {
  readonly dynamo: AwsClients['dynamo'];
  readonly tableName: string;
  readonly documents: DocumentStore;
}

/** Completes a generation: result, file index and the event to publish are one transaction, conditional on the attempt's lease. */
export type CompleteGeneration = (
  attempt: Attempt<CodeGenerationRecord>,
  result: CodeGenerationResult,
  index: GenerationFileIndex,
) => Promise<Written<CodeGenerationRecord>>;

export const createCompleteGeneration = (deps: CompleteGenerationDeps): CompleteGeneration => {
  const { dynamo, tableName, documents } = deps;
  const table = createTable({ dynamo, tableName, schema: CodeGenerationRecord });
  const files = createTable({ dynamo, tableName, schema: GenerationFilesItem });
  const transitions = createTransitions(codeGenerationJob, deps);
  return async ({ lease, record: { id } }, result, index) => {
    const document = await documents.encode(index, {
      objectKey: `${codeGenerationPrefix(id)}${lease.token}/index.json.gz`,
    });
    const progress: CodeGenerationProgress = { phase: 'done', percent: 100, message: 'The project is ready' };
    const end = transitions.end(lease, 'completed', { set: { result, progress } });
    const item = files.toPut(codeGenerationFilesKey(id), { generationId: id, document });
    return transactTransition({ dynamo }, table, end, [item]);
  };
};
