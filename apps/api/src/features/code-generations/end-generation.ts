import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf, requireMatch } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/run-once.ts';
import { toTransactionItem, type GatewayJobs } from '@snapinfra/jobs';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import { removalWaitMs } from '../../records/removal-times.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import { removeGenerationContents } from './remove-generation.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { hasEnded, toCodeGeneration } from './code-generation-view.ts';
import { readWithPrompt, requireGenerationOrItsMark } from './read-generation.ts';

export interface EndGenerationDeps {
  readonly stores: GenerationStores;
  readonly jobs: Pick<GatewayJobs<CodeGenerationRecord>, 'transitions' | 'remove'>;
  readonly clock: Clock;
  readonly background: Background;
}

export type CancelGeneration = (caller: Caller, id: string, commit: Commit) => Promise<Answer>;

/** Cancels a generation that has not ended: its worker notices at its next write, which is refused. */
export const createCancelGeneration =
  ({ stores, jobs, clock }: Omit<EndGenerationDeps, 'background'>): CancelGeneration =>
  (caller, id, commit) =>
    retryOnConflict('the code generation', async () => {
      const { record, prompt } = await readWithPrompt(stores, caller, id);
      if (hasEnded(record)) {
        throw refuse('code_generation_ended', `The code generation is ${record.status}: there is nothing to cancel.`);
      }
      const cancel = jobs.transitions.cancel(record, {
        set: { progress: { ...record.progress, message: 'Cancelled' } },
      });
      const cancelled = { ...record, ...cancel.change.set, version: record.version + 1 };
      const headers = { etag: etagOf(cancelled.version) };
      const answer = { status: 200, headers, body: envelope(toCodeGeneration(cancelled, prompt), clock()) };
      const written = await commit([toTransactionItem(stores.generations, cancel)], answer);
      return written.ok ? answer : undefined;
    });

export type DeleteGeneration = (caller: Caller, id: string, ifMatch: string | undefined) => Promise<void>;

/** Deletes a generation with its archive; one that runs is stopped. Deleting again is fine: the first answer may have been lost. */
export const createDeleteGeneration =
  ({ stores, jobs, background }: Omit<EndGenerationDeps, 'clock'>): DeleteGeneration =>
  async (caller, id, ifMatch) => {
    const record = await requireGenerationOrItsMark(stores, caller, id);
    if (record.deletingAt) return;
    requireMatch(ifMatch, record.version);
    const marked = await jobs.remove(record, { asRead: ifMatch !== undefined });
    if (marked.kind === 'lost' && marked.existing && !marked.existing.deletingAt) {
      throw refuse('precondition_failed', 'The code generation was changed at the same time.');
    }
    const remove = () => removeGenerationContents(stores, record);
    await background.runWithin(removalWaitMs, 'removal of a code generation', remove);
  };
