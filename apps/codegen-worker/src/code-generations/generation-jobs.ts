import type { ObjectStore } from '@snapinfra/aws-clients';
import type { CodeGenerationFinishedV1 } from '@snapinfra/contracts';
import { createWorkerJobs, type WorkerJobs, type WorkerJobsDeps } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import type { CodeGenerationRepository } from './code-generation.repository.ts';
import { createRunGeneration, type RunGenerationDeps } from './run-generation.ts';

export interface GenerationJobsDeps
  extends Omit<WorkerJobsDeps<CodeGenerationRecord, CodeGenerationFinishedV1>, 'jobs'>, RunGenerationDeps {
  readonly generations: CodeGenerationRepository;
  readonly objects: Pick<ObjectStore, 'put' | 'deletePrefix'>;
}

/** The worker's side of code generations. */
export const createGenerationJobs = (deps: GenerationJobsDeps): WorkerJobs =>
  createWorkerJobs({ ...deps, jobs: deps.generations }, codeGenerationJob, () => createRunGeneration(deps));
