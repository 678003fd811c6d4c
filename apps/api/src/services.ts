import type { CodeGenerationRequestedV1 } from '@snapinfra/contracts';
import type { QueueProducer } from '@snapinfra/aws-clients';
import { codeGenerationJob, createDispatchJob, type DispatchJob } from '@snapinfra/jobs';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import { createArchitectures, type Architectures } from './features/projects/architectures/architectures.ts';
import type { Background } from './background.ts';
import type { Clock, NewId } from './clock.ts';
import { createCodeGenerations, type CodeGenerations } from './features/code-generations/code-generations.ts';
import type { EventStreams } from './features/code-generations/event-streams.ts';
import { createDeployments, type Deployments } from './features/deployments/list-deployments.ts';
import type { CursorCodec } from './http/cursor.ts';
import { createRunOnce, type RunOnce } from './idempotency/run-once.ts';
import { createProjects, type Projects } from './features/projects/projects.ts';
import { createSchemas, type Schemas } from './features/projects/schemas/schemas.ts';
import type { ReadModel } from './features/projects/schemas/read-model.ts';
import type { Stores } from './storage/stores.ts';

/** What the routes call. */
export interface Services {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly runOnce: RunOnce;
  readonly projects: Projects;
  readonly schemas: Schemas;
  readonly architectures: Architectures;
  readonly deployments: Deployments;
  readonly generations: CodeGenerations;
  readonly dispatch: DispatchJob<CodeGenerationRecord>;
}

export interface ServicesDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readModel: ReadModel;
  readonly cursors: CursorCodec;
  readonly background: Background;
  readonly producer: QueueProducer<CodeGenerationRequestedV1>;
  readonly streams: EventStreams;
}

export const createServices = (deps: ServicesDeps): Services => {
  const { stores, clock, newId } = deps;
  const dispatch = createDispatchJob({ ...deps, kind: codeGenerationJob, table: stores.generations });
  return {
    stores,
    clock,
    runOnce: createRunOnce({ ...stores, clock, newId }),
    projects: createProjects(deps),
    schemas: createSchemas(deps),
    architectures: createArchitectures(deps),
    deployments: createDeployments(deps),
    generations: createCodeGenerations({ ...deps, dispatch }),
    dispatch,
  };
};
