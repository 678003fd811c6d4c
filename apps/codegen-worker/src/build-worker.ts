import { createQueueConsumer, type ConsumerEvent } from '@snapinfra/aws-clients';
import { routeMessages } from '@snapinfra/jobs';
import type { Dependencies } from './dependencies.ts';
import { createRoutes } from './routes.ts';

export interface CodegenWorker {
  /** Begins to take jobs. */
  readonly start: () => void;
  /** Resolves once all jobs in progress have ended or are given back. */
  readonly stop: () => Promise<void>;
  readonly isHealthy: () => boolean;
}

/** The part of the grace period that is kept for giving back jobs that have not ended. */
const giveBackMs = 5_000;

/** The worker as production runs it; tests use the same. */
export const buildWorker = (deps: Dependencies): CodegenWorker => {
  const { env, log, clients } = deps;
  const consumer = createQueueConsumer({
    sqs: clients.sqs,
    queueUrl: env.SQS_CODE_GENERATION_QUEUE,
    deadLetterQueueUrl: env.SQS_CODE_GENERATION_DLQ,
    ...routeMessages(createRoutes(deps)),
    concurrency: env.CODEGEN_CONCURRENCY,
    visibilityTimeoutSeconds: env.CODEGEN_LEASE_SECONDS,
    telemetry: deps.telemetry,
    onEvent: (event) => logConsumerEvent(log, event),
  });
  return {
    start: () => consumer.start(),
    stop: () => {
      const periodMs = env.SHUTDOWN_GRACE_SECONDS * 1000;
      return consumer.stop({ graceMs: Math.max(periodMs - giveBackMs, periodMs / 2), abortGraceMs: giveBackMs });
    },
    isHealthy: () => consumer.isHealthy(),
  };
};

const logConsumerEvent = (log: Dependencies['log'], event: ConsumerEvent): void => {
  const { kind, ...details } = event;
  const fields = 'error' in details ? { ...details, err: details.error, error: undefined } : details;
  if (kind === 'handled') log.debug(fields, 'message handled');
  else if (kind === 'receive-recovered') log.info('the queue answers again');
  else log.warn(fields, kind.replaceAll('-', ' '));
};
