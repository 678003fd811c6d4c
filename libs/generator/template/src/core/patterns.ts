import { createContext, Script } from 'node:vm';
import { limits } from './limits.ts';
import type { Fault } from './problems.ts';

/** A text that a pattern of the model must match, and where it stands in the body. */
export interface PatternCheck {
  readonly pattern: RegExp;
  readonly text: string;
  readonly path: string;
}

interface Job {
  readonly checks: readonly PatternCheck[];
  readonly failed: PatternCheck[];
  at: number;
}

const sandbox: { job: Job | undefined } = { job: undefined };
const script = new Script(`{
  const { checks, failed } = job;
  for (; job.at < checks.length; job.at += 1) {
    const check = checks[job.at];
    if (!check.pattern.test(check.text)) failed.push(check);
  }
}`);
const context = createContext(sandbox);

/** The error may come from the context of the script, where `Error` is another. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** Whether the job came to its end within that time on the clock. */
const runFor = (job: Job, timeout: number): boolean => {
  sandbox.job = job;
  try {
    script.runInContext(context, { timeout });
    return true;
  } catch (error) {
    if (isTimeout(error)) return false;
    throw error;
  } finally {
    sandbox.job = undefined;
  }
};

const usedMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/**
 * The texts that do not match their patterns. A crafted text can make a pattern run practically forever, and no other
 * request is served meanwhile: a match that takes longer than `limits.patternMs` is aborted and counts as a fault. A
 * busy machine is no reason to refuse a text, so only CPU time of this process counts.
 */
export const patternFaults = (checks: readonly PatternCheck[]): readonly Fault[] => {
  if (checks.length === 0) return [];
  const job: Job = { checks, failed: [], at: 0 };
  const start = process.cpuUsage();
  let done = runFor(job, limits.patternMs);
  while (!done && usedMs(start) < limits.patternMs) done = runFor(job, limits.patternMs);
  const faults = job.failed.map(({ pattern, path }) => ({ path, message: `must match ${pattern.source}` }));
  const slow = done ? undefined : checks[job.at];
  return slow === undefined
    ? faults
    : [...faults, { path: slow.path, message: `takes too long to match against ${slow.pattern.source}` }];
};
