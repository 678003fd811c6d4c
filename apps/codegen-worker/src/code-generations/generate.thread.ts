import { parentPort, workerData } from 'node:worker_threads';
import { generateArchive } from './generate-archive.ts';
import type { GenerationJob, GenerationThreadMessage } from './generation-job.ts';

const say = (message: GenerationThreadMessage, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer);

const outcome = generateArchive(workerData as GenerationJob, (progress) => say({ kind: 'progress', progress }));
const transfer = outcome.kind === 'generated' ? [outcome.result.archive.buffer, outcome.result.history.buffer] : [];
say(outcome, transfer);
