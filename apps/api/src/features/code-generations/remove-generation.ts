import {
  codeGenerationFilesKey,
  codeGenerationKey,
  codeGenerationPrefix,
  codeGenerationPromptKey,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import { allOf, equals, type WriteResult } from '@snapinfra/aws-clients';
import type { Clock } from '../../runtime/clock.ts';
import { dueAt, quietFromEpochMs } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import { eachOfProject, isDoomed, type Doomed, type HideOfProject } from '../../records/removal.ts';
import { removalGraceMs } from '../../records/removal-times.ts';
import { isAlive, isAliveAt } from '../../storage/conditions.ts';
import { documentPrefix } from '../../storage/keys.ts';
import type { GenerationStores } from './code-generation-stores.ts';

/** Prompt, file index, archive and everything else that a generation stored; may be repeated. */
export const removeGenerationContents = async (
  { generationFiles, objects }: Pick<GenerationStores, 'generationFiles' | 'objects'>,
  { id, userId }: Doomed,
): Promise<void> => {
  await generationFiles.batchDelete([codeGenerationPromptKey(id), codeGenerationFilesKey(id)]);
  await objects.deletePrefix(codeGenerationPrefix(userId, id));
  await objects.deletePrefix(documentPrefix(userId, 'code-generations', id));
};

const isUnclaimed = equals('leaseToken', 0);

interface RemoveGenerationDeps {
  readonly stores: Pick<GenerationStores, 'generations' | 'generationFiles' | 'objects'>;
  readonly clock: Clock;
}

/**
 * Hides a generation from readers and takes it from its worker, whose next write is refused. The sweeper looks again when
 * no worker can be storing anything for it any more: of one that was ever claimed, also where its end took the lease away.
 * One that was not must still be unclaimed when it is marked; otherwise it is marked again as what it is by then, once, as
 * it stays claimed.
 */
export const markGeneration = async (
  deps: RemoveGenerationDeps,
  record: CodeGenerationRecord,
  onlyVersion: boolean,
): Promise<WriteResult<CodeGenerationRecord>> => {
  const now = deps.clock();
  const wasClaimed = record.leaseToken > 0;
  const due = wasClaimed ? quietFromEpochMs(codeGenerationJob, now.getTime()) : now.getTime() + removalGraceMs;
  const marked = await deps.stores.generations.update(
    codeGenerationKey(record.id),
    {
      set: { deletingAt: now.toISOString(), owedEvents: {}, ...dueAt(record.id, due) },
      add: { version: 1 },
    },
    { condition: allOf(onlyVersion ? isAliveAt(record.version) : isAlive, ...(wasClaimed ? [] : [isUnclaimed])) },
  );
  const claimed = !marked.ok && marked.existing?.deletingAt === undefined ? marked.existing : undefined;
  return claimed && !onlyVersion ? markGeneration(deps, claimed, onlyVersion) : marked;
};

/** The end of a removal: objects that a worker stored after the mark go, then the record. */
export const finishGenerationRemoval = async (
  { stores }: Pick<RemoveGenerationDeps, 'stores'>,
  record: CodeGenerationRecord,
): Promise<void> => {
  await removeGenerationContents(stores, record);
  await stores.generations.delete(codeGenerationKey(record.id), isDoomed);
};

/** Hides the generations of a project that goes. */
export const createHideGenerations =
  (deps: RemoveGenerationDeps): HideOfProject =>
  async (project) => {
    const removals: (() => Promise<void>)[] = [];
    await eachOfProject(deps.stores.generations, project, async (record) => {
      await markGeneration(deps, record, false);
      removals.push(() => removeGenerationContents(deps.stores, record));
    });
    return removals;
  };
