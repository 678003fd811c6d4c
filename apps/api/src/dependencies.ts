import { createAwsClients, type AwsClients, type DependencyProbe } from '@snapinfra/aws-clients';
import { createSweeper, type Sweeper } from '@snapinfra/jobs';
import { quietTelemetry, type ApiEnv, type Telemetry } from '@snapinfra/platform';
import { pino, type Logger } from 'pino';
import { createBackground } from './runtime/background.ts';
import type { AppDeps } from './build-app.ts';
import { systemClock, type Clock } from './runtime/clock.ts';
import { configOf } from './config.ts';
import type { CreateArea } from './features/feature.ts';
import { createFeatures } from './features/index.ts';
import { createCursorCodec } from './http/cursor.ts';
import { createVerifyToken, remoteKeys } from './http/verify-token.ts';
import { createCommits } from './access/commit.ts';
import { MemberRecord } from './access/member-record.ts';
import { ProjectHead } from './access/project-head.ts';
import { createIdempotency } from './idempotency/idempotency.ts';
import { createListMemberships } from './records/list-memberships.ts';
import { createNewId } from './runtime/new-id.ts';
import { createAddToRateLimit, createRateLimits, RateLimitItem } from './rate-limits/rate-limits.ts';
import { createStorage, type Storage } from './storage/storage.ts';
import { writableTable } from './storage/tables.ts';

export interface Dependencies extends AppDeps {
  readonly clients: AwsClients;
  readonly storage: Storage;
  readonly probes: readonly DependencyProbe[];
  readonly sweeper: Sweeper;
  readonly log: Logger;
}

/** Replacements of real things, for tests. */
export interface Overrides {
  readonly clients?: AwsClients;
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly telemetry?: Telemetry;
  readonly areas?: readonly CreateArea[];
}

const apiVersion = '0.1.0';

/** No header that says who somebody is, and no URL that opens something, is ever logged. */
const redact = ['*.authorization', '*.headers.authorization', '*.downloadUrl', '*.location'];

const verifyTokenOf = ({ JWT_JWKS_URL: keysUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience }: ApiEnv) =>
  keysUrl === undefined ? undefined : createVerifyToken({ keys: remoteKeys(keysUrl), issuer, audience });

/** The composition root: everything that the gateway is made of, from its environment. @throws EnvError */
export const createDependencies = (env: ApiEnv, overrides: Overrides = {}): Dependencies => {
  const config = configOf(env, apiVersion);
  const log = overrides.log ?? pino({ level: env.LOG_LEVEL, base: { app: 'api', stage: env.STAGE }, redact });
  const clock = overrides.clock ?? systemClock;
  const newId = createNewId(clock);
  const clients = overrides.clients ?? createAwsClients({ region: env.AWS_REGION });
  const storage = createStorage({ clients, tablePrefix: env.DYNAMODB_TABLE_PREFIX, bucket: env.S3_BUCKET_NAME });
  const onError = (message: string, error: unknown) => log.warn({ err: error }, message);
  const background = createBackground({
    onError: (name, error) => onError(`${name} failed: the sweeper will repeat it`, error),
  });
  const telemetry = overrides.telemetry ?? quietTelemetry;
  const cursors = createCursorCodec(env.CURSOR_SECRET);
  const idempotency = createIdempotency({ storage, clock, newId, commits: createCommits({ storage, clock, newId }) });
  const { run } = idempotency;
  const memberships = createListMemberships(storage);
  const features = createFeatures(
    { telemetry, env, clients, storage, clock, newId, background, onError, cursors, run, memberships },
    overrides.areas,
  );
  const sweeps = features.flatMap((feature) => feature.sweeps ?? []);
  return {
    ...{ config, log, clock, newId, clients, storage, background, features, idempotency },
    rights: { projects: storage.open('projects', ProjectHead), members: storage.open('projects', MemberRecord) },
    telemetry,
    probes: features.flatMap((feature) => feature.probes ?? []),
    rateLimits: createRateLimits({
      add: createAddToRateLimit(writableTable(storage.open('rate-limits', RateLimitItem))),
      ...{ clock, background, limit: config.rateLimitPerMinute },
    }),
    verifyToken: verifyTokenOf(env),
    sweeper: createSweeper({ sweeps, intervalMs: env.SWEEPER_INTERVAL_MS, onError }),
  };
};
