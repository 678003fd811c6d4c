import type { Background } from '../../background.ts';
import type { Clock, NewId } from '../../clock.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf, requireMatch } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/run-once.ts';
import { codeGenerationJob, createTransitions, toTransactionItem } from '@snapinfra/jobs';
import { removalWaitMs } from '../../storage/removal-times.ts';
import { markGeneration } from './remove-generation.ts';
import { removeGenerationContents } from '../../removal/remove-contents.ts';
import type { Stores } from '../../storage/stores.ts';
import { hasEnded, toCodeGeneration } from './code-generation-view.ts';
import { readWithPrompt, requireGenerationOrItsMark } from './read-generation.ts';

export interface EndGenerationDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly background: Background;
}

const maximumTries = 5;

/** Cancels a generation that has not ended: its worker notices at its next write, which is refused. */
export const createCancelGeneration = (deps: EndGenerationDeps) => {
  const { stores, clock } = deps;
  const { cancel: cancelling } = createTransitions(codeGenerationJob, deps);
  return async (caller: Caller, id: string, commit: Commit): Promise<Answer> => {
    for (let count = 0; count < maximumTries; count += 1) {
      const { record, prompt } = await readWithPrompt(stores, caller, id);
      if (hasEnded(record)) {
        throw refuse('code_generation_ended', `The code generation is ${record.status}: there is nothing to cancel.`);
      }
      const cancel = cancelling(record, { set: { progress: { ...record.progress, message: 'Cancelled' } } });
      const cancelled = { ...record, ...cancel.change.set, version: record.version + 1 };
      const headers = { etag: etagOf(cancelled.version) };
      const answer = { status: 200, headers, body: envelope(toCodeGeneration(cancelled, prompt), clock()) };
      const written = await commit([toTransactionItem(stores.generations, cancel)], answer);
      if (written.ok) return answer;
    }
    throw refuse('conflict', 'The code generation is changing too fast: repeat.');
  };
};

/** Deletes a generation with its archive; one that runs is stopped. Done already is done: its answer may have been lost. */
export const createDeleteGeneration =
  ({ stores, clock, background }: EndGenerationDeps) =>
  async (caller: Caller, id: string, ifMatch: string | undefined): Promise<void> => {
    const record = await requireGenerationOrItsMark(stores, caller, id);
    if (record.deletingAt) return;
    requireMatch(ifMatch, record.version);
    const marked = await markGeneration({ stores, clock }, record, ifMatch !== undefined);
    if (!marked.ok && marked.existing && !marked.existing.deletingAt) {
      throw refuse('precondition_failed', 'The code generation was changed at the same time.');
    }
    const remove = () => removeGenerationContents(stores, record);
    await background.runWithin(removalWaitMs, 'removal of a code generation', remove);
  };
