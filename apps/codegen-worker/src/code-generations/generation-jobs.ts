import type { CodeGenerationFinishedV1 } from '@snapinfra/contracts';
import { createWorkerJobs, type WorkerJobs, type WorkerJobsDeps } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import type { CodegenWorkerEnv, CodeGenerationRecord } from '@snapinfra/platform';
import { createRunGeneration, type RunGenerationDeps } from './run-generation.ts';

export interface GenerationJobsDeps
  extends Omit<WorkerJobsDeps<CodeGenerationRecord, CodeGenerationFinishedV1>, 'leaseMs'>, RunGenerationDeps {
  readonly env: WorkerJobsDeps<CodeGenerationRecord, CodeGenerationFinishedV1>['env'] &
    Pick<CodegenWorkerEnv, 'CODEGEN_LEASE_SECONDS'>;
}

/** The worker's side of code generations. */
export const createGenerationJobs = (deps: GenerationJobsDeps): WorkerJobs => {
  const leaseMs = deps.env.CODEGEN_LEASE_SECONDS * 1000;
  return createWorkerJobs({ ...deps, leaseMs }, codeGenerationJob, () => createRunGeneration(deps));
};
