import { createDependencyProbes } from '@snapinfra/aws-clients';
import { createGatewayJobs } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import { createOwnedLists } from '../../records/owned-lists.ts';
import type { AreaDeps, Feature } from '../feature.ts';
import { createCheckChanges } from './check-changes.ts';
import { codeGenerationRoutes } from './code-generation.routes.ts';
import { openGenerationStores, type GenerationStores } from './code-generation-stores.ts';
import { createCancelGeneration, createDeleteGeneration } from './end-generation.ts';
import { createExportGenerations } from './export-generations.ts';
import { createEventStreams } from './event-streams.ts';
import { createGenerationFiles } from './generation-files.ts';
import { createPlanChanges } from './plan-changes.ts';
import { generationReadings } from './read-generation.ts';
import { createHideGenerations, removeGenerationContents } from './remove-generation.ts';
import { createRequestGeneration, generationReading } from './request-generation.ts';
import { schemaDiffRoutes } from './schema-diff.routes.ts';
import { createReadDiff, diffReading } from './schema-diff.ts';
import { createGenerationWatch } from './watch-generations.ts';

/** Of event streams, in milliseconds. */
export interface StreamTimes {
  readonly pollIntervalMs: number;
  readonly heartbeatMs: number;
}

const createStreams = (
  { onError }: AreaDeps,
  stores: GenerationStores,
  { pollIntervalMs, heartbeatMs }: StreamTimes,
) => {
  const watch = createGenerationWatch({
    stores,
    pollIntervalMs,
    onError: (error) => onError('a code generation could not be read for its followers', error),
  });
  return createEventStreams({ watch, heartbeatMs });
};

/** Code generations: asking for one, following it, and what it made. */
export const createCodeGenerations = (
  deps: AreaDeps,
  times: StreamTimes = { pollIntervalMs: 750, heartbeatMs: 15_000 },
): Feature => {
  const { clients, clock, run } = deps;
  const { SQS_CODE_GENERATION_QUEUE: queueUrl, SNS_DEPLOYMENT_NOTIFICATIONS: topicArn } = deps.env;
  const stores = openGenerationStores(deps.storage);
  const removeContents = (record: CodeGenerationRecord) => removeGenerationContents(stores, record);
  const jobs = createGatewayJobs({ ...deps, removeContents }, codeGenerationJob);
  const parts = { ...deps, stores, jobs };
  const lists = createOwnedLists(deps, stores.generations, 'generations');
  const streams = createStreams(deps, stores, times);
  const plans = createPlanChanges();
  const checkChanges = createCheckChanges({ ...deps, ...stores, plans });
  const diffs = { states: diffReading(parts), read: createReadDiff({ ...parts, plans }) };
  const generations = {
    ...generationReadings(stores),
    ...createGenerationFiles({ stores }),
    choice: generationReading(stores, deps.projects),
    lists,
    streams,
    request: createRequestGeneration({ ...parts, checkChanges }),
    cancel: createCancelGeneration(parts),
    remove: createDeleteGeneration(parts),
  };
  return {
    routes: (app) => {
      codeGenerationRoutes(app, { generations, run, clock });
      schemaDiffRoutes(app, { diffs, run, clock });
      app.addHook('preClose', async () => streams.close());
      app.addHook('onClose', () => plans.stop());
    },
    sweeps: [jobs.sweep],
    hideOfProject: createHideGenerations(parts),
    exportOfProject: createExportGenerations(stores),
    probes: createDependencyProbes({ clients, queueUrl, topicArn }),
  };
};
