import type { MessageHandler, Notifier, ObjectStore } from '@snapinfra/aws-clients';
import type { CodeGenerationFinishedV1, CodeGenerationRequestedV1 } from '@snapinfra/contracts';
import { codeGenerationJob, createJobRunner } from '@snapinfra/jobs';
import type { Telemetry } from '@snapinfra/platform';
import type { Logger } from 'pino';
import type { CodeGenerationRepository } from './code-generation.repository.ts';
import { createRunGeneration, type RunGenerationDeps } from './run-generation.ts';

export interface GenerateHandlerDeps extends Pick<RunGenerationDeps, 'input' | 'generate' | 'now'> {
  readonly generations: CodeGenerationRepository;
  readonly objects: Pick<ObjectStore, 'put' | 'deletePrefix'>;
  readonly notifier: Notifier<CodeGenerationFinishedV1>;
  readonly log: Logger;
  readonly telemetry?: Telemetry;
  /** A generation that takes longer is stuck: the attempt is given up. */
  readonly timeoutMs: number;
}

/** Claims the generation, generates, stores the archive and completes; every path returns an outcome. */
export const createGenerateHandler = (deps: GenerateHandlerDeps): MessageHandler<CodeGenerationRequestedV1> => {
  const { generations } = deps;
  const runJob = createJobRunner({
    ...deps,
    kind: codeGenerationJob,
    jobs: generations,
    work: createRunGeneration(deps),
    clock: () => new Date(deps.now()),
  });
  return ({ correlationId, payload: { generationId } }, { messageId, signal, traceparent }) =>
    runJob(generationId, { log: deps.log.child({ generationId, correlationId, messageId }), signal, traceparent });
};
