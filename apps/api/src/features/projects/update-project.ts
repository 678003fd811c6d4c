import { type SavedProject, type UpdateProjectBody } from '@snapinfra/contracts';
import { type ProjectContentItem } from '@snapinfra/platform';
import { projectContentTokens, toDetails } from './project-parts.ts';
import { projectKey } from '../../access/project-head.ts';
import type { Reader } from '../../access/reading.ts';
import { envelope } from '../../http/envelope.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import { projectActivity } from './project-activity.ts';
import type { ProjectRecord } from './project-record.ts';
import type { TransactionItem } from '@snapinfra/aws-clients';
import type { Clock } from '../../runtime/clock.ts';
import type { NewId } from '../../runtime/new-id.ts';
import type { Caller } from '../../http/caller.ts';
import { etagOf, requireMatch } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import type { CheckSentDocuments, SentDocuments } from './sent-documents.ts';
import { isAliveAt } from '../../storage/conditions.ts';
import type { ProjectStores } from './project-stores.ts';
import { allWrites, databaseTypeOf, ownVersions, ownWrites } from './project-content-writes.ts';
import { contentsOf, decodeContents, toProject, type ProjectContents } from './project-view.ts';
import type { ProjectItems } from './read-project.ts';

export interface UpdateProjectDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly checkSent: CheckSentDocuments;
}

export interface UpdateProjectRequest {
  readonly caller: Caller;
  readonly body: UpdateProjectBody;
  readonly ifMatch: string | undefined;
}

export type UpdateProject = (
  read: Reader<ProjectItems>,
  request: UpdateProjectRequest,
  commit: Commit,
) => Promise<Answer>;

/** The record after the change; documents' versions are in it, which is what ties them to it. */
const changedRecord = (
  { clock }: UpdateProjectDeps,
  record: ProjectRecord,
  body: UpdateProjectBody,
  sent: SentDocuments,
): ProjectRecord => {
  const databaseType = databaseTypeOf(body);
  return {
    ...record,
    ...(body.name !== undefined && { name: body.name }),
    ...(body.description !== undefined && { description: body.description }),
    ...(body.status !== undefined && { status: body.status }),
    ...sent.shownAfter(record, record.id),
    ...ownVersions(body, record),
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
  // Who may do what is none of this change's business: it may have changed meanwhile.
  const { id, userId, ownerCount, memberCount, createdAt, deletingAt, ...set } = after;
  const clearsDatabase = body.database !== undefined && databaseTypeOf(body) === undefined;
  if (clearsDatabase) delete set.databaseType;
  const attributes = Object.fromEntries(Object.entries(set).filter(([name]) => name !== 'pk' && name !== 'sk'));
  return projects.toUpdate(
    projectKey(id),
    { set: attributes, ...(clearsDatabase && { remove: ['databaseType'] }) },
    { condition: isAliveAt(before.version) },
  );
};

/** Null is refused for an architecture that the project has: it has an address of its own, and other readers. */
const requireNoArchitecture = ({ architectureId }: ProjectRecord, { architecture }: UpdateProjectBody): void => {
  if (architecture !== null || architectureId === undefined) return;
  const message = `the project has one: DELETE /api/architecture/${architectureId} removes it`;
  throw refuse('validation_failed', `The body is not valid at /architecture: ${message}.`, {
    errors: [{ path: '/architecture', code: 'architecture_exists', message }],
  });
};

/** The documents that the body changes, as they are then: of the details, those that it does not mention stay. */
const changedContents = async (
  { stores }: UpdateProjectDeps,
  body: UpdateProjectBody,
  items: readonly (ProjectContentItem | undefined)[],
): Promise<ProjectContents> => {
  const sent = contentsOf(body);
  const known = items.find((item) => item?.part === 'DETAILS');
  if (sent.DETAILS === undefined || !known) return sent;
  const earlier = await stores.documents.decode(known.document);
  return { ...sent, DETAILS: { ...toDetails(earlier), ...toDetails(sent.DETAILS) } };
};

/** All documents after the change: those that it leaves are the ones that were read. */
const contentsAfter = async (
  { stores }: UpdateProjectDeps,
  changed: ProjectContents,
  items: readonly (ProjectContentItem | undefined)[],
): Promise<ProjectContents> => {
  const unchanged = items.filter((item) => item !== undefined && changed[item.part] === undefined);
  return { ...(await decodeContents(stores, unchanged)), ...changed };
};

/** Changes a project and what belongs to it in one write; repeats when another request was faster, unless If-Match was sent. */
export const createUpdateProject =
  (deps: UpdateProjectDeps): UpdateProject =>
  async (read, { caller, body, ifMatch }, commit) => {
    const { stores, newId } = deps;
    const sent = await deps.checkSent(body);
    return retryOnConflict('the project', async () => {
      const { record: before, contents: items } = await read();
      requireMatch(ifMatch, before.version);
      requireNoArchitecture(before, body);
      const after = changedRecord(deps, before, body, sent);
      const changed = await changedContents(deps, body, items);
      const owned = { stores, newId, record: after, tokens: projectContentTokens(after) };
      const writes = allWrites(
        await Promise.all([...sent.writes(before, after, caller.userId), ...ownWrites(owned, changed)]),
      );
      const recordAfter = recordWrite(stores, before, { ...after, ...writes.sizes }, body);
      const saved: SavedProject = {
        ...toProject(after, await contentsAfter(deps, changed, items)),
        issues: sent.issues,
      };
      const headers = { etag: etagOf(after.version) };
      const answer = { status: 200, headers, body: envelope(saved, deps.clock()) };
      const written = await commit([recordAfter, ...writes.items], projectActivity('updated', after), answer);
      return written.ok ? answer : undefined;
    });
  };
