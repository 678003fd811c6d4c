import { attributeExists } from '@snapinfra/aws-clients';
import { createDueSweep, createSweeper, type DueSweepDeps, type Sweeper } from '@snapinfra/jobs';
import { architectureKey } from '../features/projects/architectures/architecture-record.ts';
import { projectKey } from '../features/projects/project-record.ts';
import { removeArchitectureContents, removeSchemaContents } from '../removal/remove-contents.ts';
import { removeProjectChildren } from '../features/projects/remove-project-children.ts';
import { schemaKey } from '../features/projects/schemas/schema-record.ts';
import { createSweepGeneration, type SweepGenerationDeps } from '../features/code-generations/sweep-generation.ts';

export interface OutboxSweeperDeps extends SweepGenerationDeps, Pick<DueSweepDeps, 'onError'> {
  readonly intervalMs: number;
}

const isDoomed = { condition: attributeExists('deletingAt') };

/**
 * Finishes what an instance could not: messages that were not sent, leases that ran out, events that were not published,
 * removals that were begun.
 */
export const createOutboxSweeper = (deps: OutboxSweeperDeps): Sweeper => {
  const { stores, intervalMs, onError } = deps;
  const sweeps = [
    createDueSweep(deps, stores.generations, createSweepGeneration(deps)),
    createDueSweep(deps, stores.projects, async (project) => {
      await removeProjectChildren(deps, project);
      await stores.projects.delete(projectKey(project.userId, project.id), isDoomed);
    }),
    createDueSweep(deps, stores.schemas, async (schema) => {
      await removeSchemaContents(stores, schema);
      await stores.schemas.delete(schemaKey(schema.id), isDoomed);
    }),
    createDueSweep(deps, stores.architectures, async (architecture) => {
      await removeArchitectureContents(stores, architecture);
      await stores.architectures.delete(architectureKey(architecture.id), isDoomed);
    }),
  ];
  return createSweeper({ sweeps, intervalMs, onError });
};
