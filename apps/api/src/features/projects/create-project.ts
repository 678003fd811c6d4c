import type { CreateProjectBody, SavedProject } from '@snapinfra/contracts';
import { itemIsNew } from '@snapinfra/aws-clients';
import type { Clock } from '../../runtime/clock.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import { joinWrites } from '../../access/member-writes.ts';
import { projectKey } from '../../access/project-head.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import type { NewId } from '../../runtime/new-id.ts';
import type { CheckSentDocuments, SentDocuments } from './sent-documents.ts';
import { allWrites, databaseTypeOf, ownVersions, ownWrites } from './project-content-writes.ts';
import { projectContentTokens } from './project-parts.ts';
import { projectActivity } from './project-activity.ts';
import type { ProjectRecord } from './project-record.ts';
import type { ProjectStores } from './project-stores.ts';
import { contentsOf, toProject } from './project-view.ts';

export interface CreateProjectDeps {
  readonly stores: ProjectStores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly checkSent: CheckSentDocuments;
}

export type CreateProject = (caller: Caller, body: CreateProjectBody, commit: Commit) => Promise<Answer>;

const recordOf = (
  { newId, clock }: CreateProjectDeps,
  { userId }: Caller,
  body: CreateProjectBody,
  sent: SentDocuments,
): ProjectRecord => {
  const now = clock().toISOString();
  const databaseType = databaseTypeOf(body);
  const id = newId();
  return {
    id,
    ...{ userId, ownerCount: 1, memberCount: 1 },
    name: body.name,
    description: body.description ?? '',
    status: body.status ?? 'draft',
    tableCount: 0,
    ...sent.shownAfter(undefined, id),
    ...ownVersions(body),
    ...(databaseType !== undefined && { databaseType }),
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
};

/** Stores a project, its first schema version and its architecture in one write. */
export const createProjectCreator =
  (deps: CreateProjectDeps): CreateProject =>
  async (caller, body, commit) => {
    const { stores, newId } = deps;
    const sent = await deps.checkSent(body);
    const record = recordOf(deps, caller, body, sent);
    const owned = { stores, newId, record, tokens: projectContentTokens(record) };
    const contents = contentsOf(body);
    const { items, sizes } = allWrites(
      await Promise.all([...sent.writes(undefined, record, caller.userId), ...ownWrites(owned, contents)]),
    );
    const data = { ...toProject(record, contents), issues: sent.issues } satisfies SavedProject;
    const answer = {
      status: 201,
      headers: { location: `/api/projects/${record.id}`, etag: etagOf(record.version) },
      body: envelope(data, deps.clock()),
    };
    const put = stores.projects.toPut(projectKey(record.id), { ...record, ...sizes }, { condition: itemIsNew });
    const joined = joinWrites(stores, { caller, projectId: record.id, role: 'owner', now: deps.clock() });
    const written = await commit([put, ...joined, ...items], projectActivity('created', record), answer);
    if (!written.ok) throw refuse('conflict', 'The project could not be stored: something has its id already.');
    return answer;
  };
