export * from './shared-env.ts';
export * from './api-env.ts';
export * from './codegen-worker-env.ts';
export * from './read-env.ts';
export * from './describe-env.ts';

import { apiEnv } from './api-env.ts';
import { codegenWorkerEnv } from './codegen-worker-env.ts';

/** The env schema of every app, by the app's folder name. */
export const appEnvs = { api: apiEnv, 'codegen-worker': codegenWorkerEnv } as const;
