import { createNodes } from './infer-targets.ts';
import { postTasksExecution } from './report-tasks.ts';

/** The Nx plugin of this workspace: targets from the files that a project has, and the report that `npm test` reads. */
export const name = '@snapinfra/workspace-plugin';
export { createNodes, postTasksExecution };
