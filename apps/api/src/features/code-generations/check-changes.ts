import { DocumentMissingError, type DocumentStore } from '@snapinfra/aws-clients';
import {
  maximumRefusedSteps,
  type ChangeStep,
  type RefusedChanges,
  type RequestGenerationBody,
} from '@snapinfra/contracts';
import { nothingToRename, wouldLoseData, type GenerationHistoryItem } from '@snapinfra/platform';
import { clip } from '../../http/clip.ts';
import { refuse, type ProblemError } from '../../http/problem-error.ts';
import { ThreadsBusyError, ThreadLimitError } from '../../runtime/thread-pool.ts';
import type { ChosenSchema } from '../project-access.ts';
import {
  planRequest,
  type PlanAnswer,
  type PlanChanges,
  type PlannedChanges,
  type PlanRequest,
} from './plan-changes.ts';
import { planRefusal } from './plan-refusal.ts';
import type { FoundHistory } from './read-history.ts';

export interface CheckChangesDeps {
  readonly plans: Pick<PlanChanges, 'run'>;
  readonly documents: Pick<DocumentStore, 'decodeBytes'>;
  readonly onError: (message: string, error: unknown) => void;
}

export interface AskedChanges {
  /** The caller. */
  readonly userId: string;
  readonly schema: ChosenSchema;
  readonly history: FoundHistory;
  readonly body: RequestGenerationBody;
}

/** @throws ProblemError `history_options_conflict` */
export const requireOneStart = ({ options }: RequestGenerationBody): void => {
  if (options?.base === undefined || options.fresh !== true) return;
  const message = 'cannot be true beside base';
  throw refuse('history_options_conflict', `options.fresh ${message}: name what to continue from, or begin anew.`, {
    errors: [{ path: '/options/fresh', message, code: 'history_options_conflict' }],
  });
};

const noRenames = (): ProblemError =>
  refuse('renames_not_valid', nothingToRename, {
    errors: [{ path: '/options/renames', message: 'need a generation before', code: 'renames_not_valid' }],
  });

const maximumTextLength = 2000;

const shortened = (step: ChangeStep): ChangeStep => ({
  ...step,
  summary: clip(step.summary, maximumTextLength),
  sql: clip(step.sql, maximumTextLength),
});

const refusedChanges = ({ steps, proposals }: PlannedChanges): RefusedChanges => {
  const more = steps.length - maximumRefusedSteps;
  return {
    steps: steps.slice(0, maximumRefusedSteps).map(shortened),
    ...(more > 0 && { moreSteps: more }),
    proposals: proposals.slice(0, maximumRefusedSteps),
  };
};

const wayOut = ({ proposals }: PlannedChanges): string =>
  proposals.length > 0
    ? 'Say in options.renames what was renamed (changes.proposals lists what may have been), or accept the loss by options.allowDestructive: true.'
    : 'Accept the loss by options.allowDestructive: true, if it is meant.';

const destructive = (changes: PlannedChanges, { generationId }: GenerationHistoryItem): ProblemError => {
  const { steps } = changes;
  const more = steps.length > 1 ? ` (and ${steps.length - 1} more)` : '';
  const detail = `${wouldLoseData(generationId, steps[0]?.summary ?? '')}${more}. ${wayOut(changes)}`;
  return refuse('destructive_changes', detail, {
    errors: steps.map(({ summary }) => ({
      path: '/options/allowDestructive',
      message: summary,
      code: 'destructive_changes',
    })),
    changes: refusedChanges(changes),
  });
};

/** The two documents; undefined where the schema's is gone, which the write then finds, too. @throws ProblemError */
const readDocuments = async (
  { documents }: Pick<CheckChangesDeps, 'documents'>,
  { schema }: AskedChanges,
  entry: GenerationHistoryItem,
): Promise<Pick<PlanRequest, 'from' | 'to'> | undefined> => {
  const stored = await schema.readStored();
  if (stored === undefined) return undefined;
  const { generationId } = entry;
  const [to, document] = await Promise.allSettled([
    documents.decodeBytes(stored),
    documents.decodeBytes(entry.document),
  ]);
  if (document.status === 'rejected') throw historyProblem(document.reason, generationId);
  if (to.status === 'fulfilled')
    return { to: to.value, from: { kind: 'generation', generationId, document: document.value } };
  if (to.reason instanceof DocumentMissingError) return undefined;
  throw to.reason;
};

/** The error of reading a history document; one that is gone can't be continued. */
export const historyProblem = (error: unknown, generationId: string): unknown =>
  error instanceof DocumentMissingError
    ? refuse('history_not_continuable', `What was stored of the generation ${generationId} is no longer there.`)
    : error;

/** Throws where the answer is a refusal, or a loss that was not accepted. */
const judge = (answer: PlanAnswer, { body }: AskedChanges, entry: GenerationHistoryItem): void => {
  // The write is refused with the errors of the model.
  if (answer.kind === 'invalid') return;
  if (answer.kind === 'refused')
    throw planRefusal(answer, { generationId: entry.generationId, otherBy: 'options.base' });
  const { changes } = answer;
  if (changes.marks.destructive > 0 && body.options?.allowDestructive !== true) throw destructive(changes, entry);
};

/** Resolves to the generation that the request would continue from; undefined for a first one. */
export type CheckChanges = (asked: AskedChanges) => Promise<string | undefined>;

/**
 * Refuses a generation that would lose data, or that can't continue from what it is to continue from, before there is a job. The
 * worker plans again, since another generation may come between; losses that were accepted are those from the generation that this
 * resolves to. Where planning takes too much for a request, the job is accepted.
 *
 * @throws ProblemError `destructive_changes` with the steps, or another refusal of the history
 */
export const createCheckChanges = ({ plans, documents, onError }: CheckChangesDeps): CheckChanges => {
  const plan = async ({ userId }: AskedChanges, request: PlanRequest): Promise<PlanAnswer | undefined> => {
    try {
      return await plans.run(request, userId);
    } catch (error) {
      const isTooMuch = error instanceof ThreadLimitError || error instanceof ThreadsBusyError;
      if (!isTooMuch) throw error;
      onError('a code generation was accepted without its plan, which the worker makes', error);
      return undefined;
    }
  };
  return async (asked) => {
    const { options = {}, indexForeignKeys } = asked.body;
    const entry = await asked.history.entryOf(asked.schema.schemaId);
    if (entry === undefined) {
      if (options.renames?.length) throw noRenames();
      return undefined;
    }
    const found = await readDocuments({ documents }, asked, entry);
    if (found === undefined) return entry.generationId;
    const answer = await plan(
      asked,
      planRequest(found, { ...(indexForeignKeys !== undefined && { indexForeignKeys }), ...options }, 'destructive'),
    );
    if (answer !== undefined) judge(answer, asked, entry);
    return entry.generationId;
  };
};
