import { type SavedProject, type UpdateProjectBody } from '@snapinfra/contracts';
import { type ProjectContentItem } from '@snapinfra/platform';
import { projectContentTokens, projectKey, type ProjectRecord } from './project-record.ts';
import type { TransactionItem } from '@snapinfra/aws-clients';
import type { Clock } from '../../runtime/clock.ts';
import type { NewId } from '../../runtime/new-id.ts';
import type { Caller } from '../../http/caller.ts';
import { requireMatch } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import type { CheckSentDocuments, SentDocuments } from './sent-documents.ts';
import { isAliveAt } from '../../storage/conditions.ts';
import type { ProjectStores } from './project-stores.ts';
import {
  allWrites,
  databaseTypeOf,
  detailsOf,
  detailWrites,
  generatedVersions,
  generatedWrites,
} from './project-content-writes.ts';
import { contentsOf, decodeContents, toProject, type ProjectContents } from './project-view.ts';
import { readProjectItems } from './read-project.ts';

export interface UpdateProjectDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly checkSent: CheckSentDocuments;
}

export interface UpdateProjectRequest {
  readonly projectId: string;
  readonly body: UpdateProjectBody;
  readonly ifMatch: string | undefined;
}

export type UpdateProject = (caller: Caller, request: UpdateProjectRequest) => Promise<SavedProject>;

/** The record after the change; documents' versions are in it, which is what ties them to it. */
const changedRecord = (
  { clock }: UpdateProjectDeps,
  record: ProjectRecord,
  body: UpdateProjectBody,
  sent: SentDocuments,
): ProjectRecord => {
  const details = detailsOf(body);
  const databaseType = databaseTypeOf(details);
  return {
    ...record,
    ...(body.name !== undefined && { name: body.name }),
    ...(body.description !== undefined && { description: body.description }),
    ...(body.status !== undefined && { status: body.status }),
    ...sent.shownAfter(record),
    ...(details && { detailsVersion: (record.detailsVersion ?? 0) + 1 }),
    ...generatedVersions(body, record),
    ...(databaseType !== undefined && { databaseType }),
    updatedAt: clock().toISOString(),
    version: record.version + 1,
  };
};

const recordWrite = (
  { projects }: Pick<ProjectStores, 'projects'>,
  before: ProjectRecord,
  after: ProjectRecord,
  body: UpdateProjectBody,
): TransactionItem<unknown> => {
  const { id, userId, createdAt, deletingAt, ...set } = after;
  const clearsDatabase = body.database !== undefined && databaseTypeOf(detailsOf(body)) === undefined;
  if (clearsDatabase) delete set.databaseType;
  const attributes = Object.fromEntries(Object.entries(set).filter(([name]) => name !== 'pk' && name !== 'sk'));
  return projects.toUpdate(
    projectKey(userId, id),
    { set: attributes, ...(clearsDatabase && { remove: ['databaseType'] }) },
    { condition: isAliveAt(before.version) },
  );
};

/** What null would take away may be shown elsewhere, and has an address of its own. */
const requireNoArchitecture = ({ architectureId }: ProjectRecord, { architecture }: UpdateProjectBody): void => {
  if (architecture !== null || architectureId === undefined) return;
  const message = `the project has one: DELETE /api/architecture/${architectureId} removes it`;
  throw refuse('validation_failed', `The body is not valid at /architecture: ${message}.`, {
    errors: [{ path: '/architecture', code: 'architecture_exists', message }],
  });
};

/** Documents that the body does not mention are those that were read. */
const documentsAfter = async (
  { stores }: UpdateProjectDeps,
  body: UpdateProjectBody,
  contents: readonly (ProjectContentItem | undefined)[],
  details: unknown,
): Promise<ProjectContents> => {
  const sent = contentsOf(body);
  const unsent = contents.filter((item) => item !== undefined && sent[item.part] === undefined);
  return { ...(await decodeContents(stores, unsent)), ...sent, DETAILS: details };
};

/** All details after the change. */
const detailsAfter = async (
  { stores }: UpdateProjectDeps,
  body: UpdateProjectBody,
  contents: readonly (ProjectContentItem | undefined)[],
): Promise<Record<string, unknown> | undefined> => {
  const known = contents.find((item) => item?.part === 'DETAILS');
  const earlier = known && ((await stores.documents.decode(known.document)) as Record<string, unknown>);
  return earlier || detailsOf(body) ? { ...earlier, ...detailsOf(body) } : undefined;
};

/** Changes a project and what belongs to it in one write; repeats when another request was faster, unless If-Match was sent. */
export const createUpdateProject =
  (deps: UpdateProjectDeps): UpdateProject =>
  async (caller, { projectId, body, ifMatch }) => {
    const { stores, newId } = deps;
    const sent = await deps.checkSent(body);
    return retryOnConflict('the project', async () => {
      const { record: before, contents } = await readProjectItems(stores, caller, projectId);
      requireMatch(ifMatch, before.version);
      requireNoArchitecture(before, body);
      const after = changedRecord(deps, before, body, sent);
      const details = await detailsAfter(deps, body, contents);
      const owned = { stores, newId, record: after, tokens: projectContentTokens(after) };
      const { items, sizes } = allWrites(
        await Promise.all([
          ...sent.writes(before, after),
          detailWrites(owned, detailsOf(body) && details),
          ...generatedWrites(owned, body),
        ]),
      );
      const written = await stores.transact([recordWrite(stores, before, { ...after, ...sizes }, body), ...items]);
      if (!written.ok) return undefined;
      return { ...toProject(after, await documentsAfter(deps, body, contents, details)), issues: sent.issues };
    });
  };
