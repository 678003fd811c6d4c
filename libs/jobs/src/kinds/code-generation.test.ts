import { expect, it } from 'vitest';
import { quietFromEpochMs } from '../lifecycle/job-kind.ts';
import { codeGenerationJob } from './code-generation.ts';

it('nothing is stored for an ended job once its last attempt would have been given up', () => {
  expect(quietFromEpochMs(codeGenerationJob, 1000)).toBe(631_000);
});
