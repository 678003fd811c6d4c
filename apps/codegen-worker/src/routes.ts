import type { WorkerJobs } from '@snapinfra/jobs';
import { createGenerationJobs } from './code-generations/generation-jobs.ts';
import type { Dependencies } from './dependencies.ts';

/** The kinds of jobs that this worker takes from its queue, a line for each. */
export const createRoutes = (deps: Dependencies): readonly WorkerJobs[] => [createGenerationJobs(deps)];
