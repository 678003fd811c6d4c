import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf, requireMatch } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import type { Stored } from '@snapinfra/aws-clients';
import type { Reader } from '../../access/reading.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import { toTransactionItem, type GatewayJobs } from '@snapinfra/jobs';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import { removalWaitMs } from '../../records/removal-times.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import { removeGenerationContents } from './remove-generation.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { hasEnded, toCodeGeneration } from './code-generation-view.ts';
import { generationActivity } from './generation-activity.ts';
import type { WholeGeneration } from './read-generation.ts';

export interface EndGenerationDeps {
  readonly stores: GenerationStores;
  readonly jobs: Pick<GatewayJobs<CodeGenerationRecord>, 'transitions'>;
  readonly clock: Clock;
  readonly background: Background;
}

export type CancelGeneration = (read: Reader<WholeGeneration>, commit: Commit) => Promise<Answer>;

/** Cancels a generation that has not ended: its worker notices at its next write, which is refused. */
export const createCancelGeneration =
  ({ stores, jobs, clock }: Omit<EndGenerationDeps, 'background'>): CancelGeneration =>
  (read, commit) =>
    retryOnConflict('the code generation', async () => {
      const { record, beside } = await read();
      if (hasEnded(record)) {
        throw refuse('code_generation_ended', `The code generation is ${record.status}: there is nothing to cancel.`);
      }
      const cancel = jobs.transitions.cancel(record, {
        set: { progress: { ...record.progress, message: 'Cancelled' } },
      });
      const cancelled = { ...record, ...cancel.change.set, version: record.version + 1 };
      const headers = { etag: etagOf(cancelled.version) };
      const answer = { status: 200, headers, body: envelope(toCodeGeneration(cancelled, beside), clock()) };
      const activity = generationActivity('cancelled', record);
      const written = await commit([toTransactionItem(stores.generations, cancel)], activity, answer);
      return written.ok ? answer : undefined;
    });

export interface DeleteGenerationRequest {
  readonly ifMatch: string | undefined;
  readonly answer: Answer;
}

export type DeleteGeneration = (
  read: Reader<Stored<CodeGenerationRecord>>,
  request: DeleteGenerationRequest,
  commit: Commit,
) => Promise<Answer>;

/** Deletes a generation with its archive; one that runs is stopped. Deleting again is fine: the first answer may have been lost. */
export const createDeleteGeneration =
  ({ stores, jobs, background }: Omit<EndGenerationDeps, 'clock'>): DeleteGeneration =>
  async (read, { ifMatch, answer }, commit) => {
    const deleted = await retryOnConflict('the code generation', async () => {
      const record = await read();
      if (record.deletingAt !== undefined) return { isNew: false, record };
      requireMatch(ifMatch, record.version);
      const mark = toTransactionItem(stores.generations, jobs.transitions.markDeleted(record, ifMatch !== undefined));
      const written = await commit([mark], generationActivity('deleted', record), answer);
      return written.ok ? { isNew: true, record } : undefined;
    });
    if (deleted.isNew) {
      const remove = () => removeGenerationContents(stores, deleted.record);
      await background.runWithin(removalWaitMs, 'removal of a code generation', remove);
    }
    return answer;
  };
