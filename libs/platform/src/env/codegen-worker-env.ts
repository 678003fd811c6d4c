import Type, { type Static } from 'typebox';
import { codeGenerationLeaseMs } from '../code-generations/code-generation-record.ts';
import { sharedEnv } from './shared-env.ts';

/** The environment of the code generation worker. */
export const codegenWorkerEnv = Type.Object({
  ...sharedEnv,
  SQS_CODE_GENERATION_DLQ: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'URL of the dead-letter queue that rejected messages are parked in',
    }),
  ),
  CODEGEN_CONCURRENCY: Type.Integer({ minimum: 1, maximum: 64, default: 2, description: 'Generations at once' }),
  CODEGEN_LEASE_SECONDS: Type.Integer({
    minimum: 3,
    maximum: 3600,
    default: codeGenerationLeaseMs / 1000,
    description: 'Seconds that a job is held without a sign of life; another worker may take it then',
  }),
  HEALTH_PORT: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 65_535, description: 'Port of GET /health; none when absent' }),
  ),
  HEALTH_HOST: Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address of GET /health' }),
});
export type CodegenWorkerEnv = Static<typeof codegenWorkerEnv>;
