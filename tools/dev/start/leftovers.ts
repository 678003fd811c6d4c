import { readFileSync } from 'node:fs';
import { readRunFile } from '../lib/run-state.ts';

const graceMs = 6_000;
const pollMs = 50;

/**
 * Waits for orphaned processes of a killed run, which hold ports and data. They normally exit within seconds; those
 * that do not are killed.
 */
export const outliveLeftovers = async (folder: string, print: (line: string) => void): Promise<void> => {
  const children = readRunFile(folder)?.children ?? [];
  const alive = () => children.filter(({ pid }) => isOurs(pid));
  if (alive().length === 0) return;
  print('The last run was killed: waiting for its processes to end …');
  const deadline = Date.now() + graceMs;
  while (alive().length > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, pollMs));
  for (const { pid } of alive()) process.kill(pid, 'SIGKILL');
};

/** Checks the command line, because the pid may have been reused by another process. */
const isOurs = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('exit-with-parent.ts');
  } catch {
    return false;
  }
};
