import type { DocumentStore } from '@snapinfra/aws-clients';
import type { ChangeOptions, SchemaDiff } from '@snapinfra/contracts';
import type { GenerationHistoryItem } from '@snapinfra/platform';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import { contentEtag } from '../../http/etag.ts';
import { refuse, type ProblemError } from '../../http/problem-error.ts';
import type { ProjectAccess, SchemaVersions } from '../project-access.ts';
import { historyProblem } from './check-changes.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { planRequest, type ChangeStart, type PlanChanges, type PlannedChanges } from './plan-changes.ts';
import { planRefusal } from './plan-refusal.ts';
import { baseNotFound, readEntry, readHead } from './read-history.ts';

export interface SchemaDiffDeps {
  readonly stores: Pick<GenerationStores, 'generationHistory'> & {
    readonly documents: Pick<DocumentStore, 'decodeBytes'>;
  };
  readonly projects: Pick<ProjectAccess, 'readVersions' | 'whyInvalid'>;
  readonly plans: Pick<PlanChanges, 'run'>;
}

interface DiffQuery {
  readonly from?: string;
  readonly to?: number;
}

export interface ComparedStates {
  /** The caller. */
  readonly userId: string;
  readonly schemaId: string;
  readonly query: DiffQuery;
  readonly versions: SchemaVersions;
  /** Where it starts from a generation. */
  readonly entry: GenerationHistoryItem | undefined;
}

const generationPrefix = 'generation:';

/** The generation, or the number of the version, that a diff starts from; neither where it is the newest generation. */
const startOf = ({ from }: DiffQuery): { readonly generationId?: string; readonly version?: number } => {
  if (from === undefined) return {};
  return from.startsWith(generationPrefix)
    ? { generationId: from.slice(generationPrefix.length) }
    : { version: Number(from) };
};

/** The states that a query names, in one wave with the rights. */
export const diffReading = ({ stores, projects }: Pick<SchemaDiffDeps, 'stores' | 'projects'>) =>
  createReading<ComparedStates>(
    async ({ caller: { userId }, id: schemaId, projectId, query }, batch) => {
      const start = startOf(query);
      const entryOf = async () => {
        if (start.version !== undefined) return undefined;
        return start.generationId === undefined
          ? readHead(stores, schemaId, batch)
          : readEntry(stores, projectId, start.generationId, batch);
      };
      const { to } = query as DiffQuery;
      const [versions, entry] = await Promise.all([
        projects.readVersions(schemaId, { from: start.version, to }, batch),
        entryOf(),
      ]);
      return { userId, schemaId, query, versions, entry };
    },
    // A version never changes.
    {
      isWhole: ({ versions: { latestVersion, to }, query }) =>
        query.to !== undefined || to.schemaVersion === latestVersion,
    },
  ) satisfies Reading<ComparedStates>;

const noStart = ({ query, schemaId }: ComparedStates): ProblemError => {
  const { generationId } = startOf(query);
  return generationId === undefined
    ? refuse(
        'schema_without_history',
        `There is no history of generations of the schema ${JSON.stringify(schemaId)}: generate code first, or name a version to start from by \`from\`.`,
      )
    : baseNotFound(generationId);
};

/** @throws ProblemError where there is nothing to start from */
const readStart = async (
  { documents }: Pick<SchemaDiffDeps['stores'], 'documents'>,
  compared: ComparedStates,
): Promise<ChangeStart> => {
  const { entry, versions } = compared;
  if (versions.from) return { kind: 'version', document: await documents.decodeBytes(versions.from.document) };
  if (entry === undefined) throw noStart(compared);
  const { generationId } = entry;
  try {
    return { kind: 'generation', generationId, document: await documents.decodeBytes(entry.document) };
  } catch (error) {
    throw historyProblem(error, generationId);
  }
};

const toDiff = (
  { schemaId, versions, entry }: ComparedStates,
  { hash: _, ...changes }: PlannedChanges,
): SchemaDiff => ({
  schemaId,
  from: entry
    ? { schemaId: entry.schemaId, version: entry.schemaVersion, generationId: entry.generationId }
    : { schemaId, version: versions.from?.schemaVersion ?? versions.to.schemaVersion },
  to: { version: versions.to.schemaVersion },
  ...changes,
});

export interface ReadDiff {
  readonly diff: SchemaDiff;
  readonly etag: string;
}

/** Compares two states of a schema, as a generation with these options would. */
export const createReadDiff =
  ({ stores: { documents }, projects, plans }: SchemaDiffDeps) =>
  async (read: Reader<ComparedStates>, options: ChangeOptions): Promise<ReadDiff> => {
    const compared = await read();
    const { versions } = compared;
    const invalid = [versions.from, versions.to].find((version) => version !== undefined && version.errorCount > 0);
    if (invalid) throw await projects.whyInvalid(invalid);
    const [from, to] = await Promise.all([
      readStart({ documents }, compared),
      documents.decodeBytes(versions.to.document),
    ]);
    const answer = await plans.run(planRequest({ from, to }, options), compared.userId);
    if (answer.kind === 'invalid') throw await projects.whyInvalid(versions[answer.end] ?? versions.to);
    if (answer.kind === 'refused')
      throw planRefusal(answer, compared.entry && { ...compared.entry, otherBy: '`from`' });
    const diff = toDiff(compared, answer.changes);
    const { steps: _steps, notes: _notes, proposals: _proposals, files: _files, ...head } = diff;
    return { diff, etag: contentEtag([head, answer.changes.hash]) };
  };
