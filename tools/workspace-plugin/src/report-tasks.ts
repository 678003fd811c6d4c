import type { PostTasksExecution } from '@nx/devkit';
import { writeFileSync } from 'node:fs';

/**
 * Writes the result of every task to the file `SNAPINFRA_TASK_REPORT`, for `npm test`:
 * an array of `{ id, status, startTime, endTime, output }`, times in epoch milliseconds.
 */
export const postTasksExecution: PostTasksExecution = (_options, { taskResults }) => {
  const file = process.env['SNAPINFRA_TASK_REPORT'];
  if (file === undefined) return;
  const tasks = Object.entries(taskResults).map(([id, result]) => ({
    id,
    status: result.status,
    startTime: result.task.startTime ?? null,
    endTime: result.task.endTime ?? null,
    output: result.terminalOutput ?? '',
  }));
  writeFileSync(file, JSON.stringify(tasks));
};
