import { createNodes } from './infer-targets.ts';
import { postTasksExecution } from './report-tasks.ts';

/** The Nx plugin of this workspace: infers targets from files, and writes the task report for `npm test`. */
export const name = '@snapinfra/workspace-plugin';
export { createNodes, postTasksExecution };
