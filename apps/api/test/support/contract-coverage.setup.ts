import { httpContracts } from '@snapinfra/contracts';
import type { TestProject } from 'vitest/node';
import { uncalledContracts } from './contract-coverage.ts';

/**
 * Fails a run of all test files in which a contract was never answered with success. A run of some files, drawn or named, or of some of
 * their tests, says nothing about the others.
 */
export default (project: TestProject) => async (): Promise<void> => {
  const ran = project.vitest.state.getTestModules().filter((module) => module.project === project);
  const { testFiles } = await project.globTestFiles();
  const isWhole = testFiles.every((file) => ran.some(({ moduleId }) => moduleId === file));
  const isDrawn = !project.config.include.some((pattern) => pattern.includes('*'));
  const isNarrowed =
    isDrawn || project.config.testNamePattern !== undefined || project.vitest.config.shard !== undefined;
  if (!isWhole || isNarrowed || ran.some((module) => !module.ok())) return;
  const uncalled = uncalledContracts(
    httpContracts,
    new Set(ran.flatMap((module) => module.meta().answeredCalls ?? [])),
  );
  if (uncalled.length === 0) return;
  throw new Error(`${project.name}: no test was answered with success by ${uncalled.join(', ')}`);
};
