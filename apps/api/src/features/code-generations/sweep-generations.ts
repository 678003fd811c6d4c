import { codeGenerationJob, createJobSweep, type JobSweepDeps } from '@snapinfra/jobs';
import type { CodeGenerationFinishedV1, CodeGenerationRequestedV1 } from '@snapinfra/contracts';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import type { Clock } from '../../runtime/clock.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { finishGenerationRemoval } from './remove-generation.ts';

export interface SweepGenerationsDeps extends Omit<
  JobSweepDeps<CodeGenerationRecord, CodeGenerationRequestedV1, CodeGenerationFinishedV1>,
  'kind' | 'table' | 'objects' | 'remove'
> {
  readonly stores: GenerationStores;
  readonly clock: Clock;
}

/** Does what due code generations need. */
export const createSweepGenerations = (deps: SweepGenerationsDeps) => {
  const { generations: table, objects } = deps.stores;
  const remove = (record: CodeGenerationRecord) => finishGenerationRemoval(deps, record);
  return createJobSweep({ ...deps, kind: codeGenerationJob, table, objects, remove });
};
