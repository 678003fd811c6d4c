import { generateArchive } from '../../src/code-generations/generate-archive.ts';
import type { generateInThread } from '../../src/code-generations/generate-in-thread.ts';

/** Generates as the worker does, but in this thread: a new one loads the whole generator first, five times the work. */
export const generateHere: typeof generateInThread = async (job, { signal, onProgress }) => {
  signal.throwIfAborted();
  return generateArchive(job, onProgress);
};
