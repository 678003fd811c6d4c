import { createContext, Script } from 'node:vm';
import { limits } from './limits.ts';
import type { Fault } from './problems.ts';

/** A text that must match a pattern of the model, and its path in the body. */
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

/** Not `instanceof`: the error may come from the context of the script, which has its own `Error`. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** Runs the job for at most `timeout` milliseconds of wall-clock time; returns whether it finished. */
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
 * The texts that do not match their patterns. A crafted text can make a pattern backtrack practically forever and block
 * the event loop: matching is aborted after `limits.patternMs`, which counts as a fault. The limit applies to CPU time,
 * so that a busy machine does not cause faults.
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
