import {
  createAwsClients,
  createDependencyProbes,
  createNotifier,
  createQueueProducer,
  type AwsClients,
  type DependencyProbe,
} from '@snapinfra/aws-clients';
import { codeGenerationFinishedV1, codeGenerationRequested } from '@snapinfra/contracts';
import { quietTelemetry, tableNames, type ApiEnv, type Telemetry } from '@snapinfra/platform';
import { pino, type Logger } from 'pino';
import { createBackground } from './background.ts';
import type { AppDeps } from './build-app.ts';
import { createNewId, systemClock, type Clock } from './clock.ts';
import { createEventStreams } from './features/code-generations/event-streams.ts';
import { createGenerationWatch } from './features/code-generations/watch-generations.ts';
import { configOf } from './config.ts';
import { createHealthChecks } from './features/health/health-checks.ts';
import { createCursorCodec } from './http/cursor.ts';
import { createVerifyToken, remoteKeys } from './http/verify-token.ts';
import type { Sweeper } from '@snapinfra/jobs';
import { createOutboxSweeper } from './outbox/outbox-sweeper.ts';
import { createAddToRateLimit, createRateLimits } from './rate-limits/rate-limits.ts';
import { createModelReader } from './features/projects/schemas/read-model.ts';
import { createServices } from './services.ts';
import { createStores } from './storage/stores.ts';

export interface Dependencies extends AppDeps {
  readonly clients: AwsClients;
  readonly probes: readonly DependencyProbe[];
  readonly sweeper: Sweeper;
  readonly log: Logger;
}

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly clients?: AwsClients;
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly telemetry?: Telemetry;
  readonly pollIntervalMs?: number;
  readonly heartbeatMs?: number;
}

export const apiVersion = '0.1.0';

/** No header that says who somebody is, and no URL that opens something, is ever logged. */
const redact = ['*.authorization', '*.headers.authorization', '*.downloadUrl', '*.location'];

const awsParts = (env: ApiEnv, clients: AwsClients) => {
  const { S3_BUCKET_NAME: bucket, SQS_CODE_GENERATION_QUEUE: queueUrl, SNS_DEPLOYMENT_NOTIFICATIONS: topicArn } = env;
  const tableName = tableNames(env.DYNAMODB_TABLE_PREFIX).projects;
  return {
    stores: createStores({ clients, tablePrefix: env.DYNAMODB_TABLE_PREFIX, bucket }),
    producer: createQueueProducer({ sqs: clients.sqs, queueUrl, messages: [codeGenerationRequested.written] }),
    notifier: createNotifier({ sns: clients.sns, topicArn, events: [codeGenerationFinishedV1] }),
    probes: createDependencyProbes({ clients, tableName, bucket, queueUrl, topicArn }),
  };
};

/** The composition root: everything that the gateway is made of, from its environment. @throws EnvError */
export const createDependencies = (env: ApiEnv, overrides: Overrides = {}): Dependencies => {
  const config = configOf(env, apiVersion);
  const log = overrides.log ?? pino({ level: env.LOG_LEVEL, base: { app: 'api', stage: env.STAGE }, redact });
  const clock = overrides.clock ?? systemClock;
  const newId = createNewId(clock);
  const clients = overrides.clients ?? createAwsClients({ region: env.AWS_REGION });
  const { stores, producer, notifier, probes } = awsParts(env, clients);
  const onError = (message: string, error: unknown) => log.warn({ err: error }, message);
  const background = createBackground({
    onError: (name, error) => onError(`${name} failed: the sweeper will repeat it`, error),
  });
  const watch = createGenerationWatch({
    stores,
    pollIntervalMs: overrides.pollIntervalMs ?? 750,
    onError: (error) => onError('a code generation could not be read for its followers', error),
  });
  const streams = createEventStreams({ watch, heartbeatMs: overrides.heartbeatMs ?? 15_000 });
  const cursors = createCursorCodec(env.CURSOR_SECRET);
  const models = createModelReader();
  const { read: readModel } = models;
  const services = createServices({ stores, clock, newId, readModel, cursors, background, producer, streams });
  const { dispatch } = services;
  const { JWT_JWKS_URL: keysUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = env;
  return {
    ...{ config, log, clock, newId, clients, probes, services, background, streams, models },
    telemetry: overrides.telemetry ?? quietTelemetry,
    rateLimits: createRateLimits({
      add: createAddToRateLimit(stores.rateLimits),
      clock,
      background,
      limit: config.rateLimitPerMinute,
    }),
    verifyToken: keysUrl === undefined ? undefined : createVerifyToken({ keys: remoteKeys(keysUrl), issuer, audience }),
    health: createHealthChecks({ probes, clock, timeoutMs: 2000 }),
    sweeper: createOutboxSweeper({
      stores,
      clock,
      newId,
      dispatch,
      notifier,
      intervalMs: env.SWEEPER_INTERVAL_MS,
      onError,
    }),
  };
};
