import type { Notifier } from '@snapinfra/aws-clients';
import type { CodeGenerationFinishedV1 } from '@snapinfra/contracts';
import {
  codeGenerationJob,
  createAftermath,
  createConfirmPublished,
  createSweepJob,
  createTransitions,
  type DispatchJob,
} from '@snapinfra/jobs';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import type { Clock } from '../../runtime/clock.ts';
import type { NewId } from '../../runtime/new-id.ts';
import { finishGenerationRemoval } from './remove-generation.ts';
import type { GenerationStores } from './code-generation-stores.ts';

export interface SweepGenerationDeps {
  readonly stores: GenerationStores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly dispatch: DispatchJob<CodeGenerationRecord>;
  readonly notifier: Notifier<CodeGenerationFinishedV1>;
}

/** Does what a due code generation needs. */
export const createSweepGeneration = (deps: SweepGenerationDeps) => {
  const { stores, clock, dispatch, notifier } = deps;
  const kind = codeGenerationJob;
  const table = stores.generations;
  const confirmPublished = createConfirmPublished({ kind, table, clock });
  return createSweepJob({
    kind,
    table,
    clock,
    dispatch,
    transitions: createTransitions(kind, deps),
    aftermath: createAftermath({ kind, confirmPublished, notifier, objects: stores.objects }),
    remove: (record) => finishGenerationRemoval(deps, record),
  });
};
