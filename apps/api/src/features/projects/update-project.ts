import { type SavedProject, type UpdateProjectBody } from '@snapinfra/contracts';
import { type ProjectContentItem } from '@snapinfra/platform';
import { projectContentTokens, projectKey, type ProjectRecord } from './project-record.ts';
import type { TransactionItem } from '@snapinfra/aws-clients';
import type { Clock, NewId } from '../../clock.ts';
import type { Caller } from '../../http/caller.ts';
import { requireMatch } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import { checkSchema, type CheckedSchema } from './schemas/check-schema.ts';
import type { ReadModel } from './schemas/read-model.ts';
import { isAliveAt } from '../../storage/conditions.ts';
import type { Stores } from '../../storage/stores.ts';
import {
  allWrites,
  databaseTypeOf,
  detailsOf,
  detailWrites,
  generatedVersions,
  generatedWrites,
} from './project-content-writes.ts';
import { contentsOf, decodeContents, toProject } from './project-view.ts';
import { readProjectItems } from './read-project.ts';
import { architectureChange, schemaChange, type ProjectChange } from './project-changes.ts';

export interface UpdateProjectDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readModel: ReadModel;
}

export interface UpdateProjectRequest {
  readonly projectId: string;
  readonly body: UpdateProjectBody;
  readonly ifMatch: string | undefined;
}

export type UpdateProject = (caller: Caller, request: UpdateProjectRequest) => Promise<SavedProject>;

const maximumTries = 4;

/** The record after the change; documents' versions are in it, which is what ties them to it. */
const changedRecord = (
  { clock, newId }: UpdateProjectDeps,
  record: ProjectRecord,
  body: UpdateProjectBody,
  checked: CheckedSchema | undefined,
): ProjectRecord => {
  const details = detailsOf(body);
  const databaseType = databaseTypeOf(details);
  return {
    ...record,
    ...(body.name !== undefined && { name: body.name }),
    ...(body.description !== undefined && { description: body.description }),
    ...(body.status !== undefined && { status: body.status }),
    ...(checked && {
      schemaId: record.schemaId ?? newId(),
      schemaVersion: (record.schemaVersion ?? 0) + 1,
      tableCount: checked.tableCount,
    }),
    ...(body.architecture && {
      architectureId: record.architectureId ?? newId(),
      architectureVersion: (record.architectureVersion ?? 0) + 1,
    }),
    ...(details && { detailsVersion: (record.detailsVersion ?? 0) + 1 }),
    ...generatedVersions(body, record),
    ...(databaseType !== undefined && { databaseType }),
    updatedAt: clock().toISOString(),
    version: record.version + 1,
  };
};

const recordWrite = (
  { projects }: Pick<Stores, 'projects'>,
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
const answerOf = async (
  { stores }: UpdateProjectDeps,
  change: ProjectChange,
  contents: readonly (ProjectContentItem | undefined)[],
  checked: CheckedSchema | undefined,
): Promise<SavedProject> => {
  const sent = contentsOf(change.body);
  const unsent = contents.filter((item) => item !== undefined && sent[item.part] === undefined);
  const documents = { ...(await decodeContents(stores, unsent)), ...sent, DETAILS: change.details };
  return { ...toProject(change.after, documents), issues: checked?.issues ?? [] };
};

/** Changes a project and what belongs to it in one write; tries again when somebody else was faster, unless If-Match was sent. */
export const createUpdateProject =
  (deps: UpdateProjectDeps): UpdateProject =>
  async (caller, { projectId, body, ifMatch }) => {
    const { stores } = deps;
    const checked = body.schema && (await checkSchema(deps.readModel, body.schema, '/schema'));
    for (let count = 0; count < maximumTries; count += 1) {
      const { record: before, contents } = await readProjectItems(stores, caller, projectId);
      requireMatch(ifMatch, before.version);
      requireNoArchitecture(before, body);
      const after = changedRecord(deps, before, body, checked);
      const known = contents.find((item) => item?.part === 'DETAILS');
      const earlier = known && ((await stores.documents.decode(known.document)) as Record<string, unknown>);
      const details = earlier || detailsOf(body) ? { ...earlier, ...detailsOf(body) } : undefined;
      const tokens = projectContentTokens(after);
      const change: ProjectChange = { before, after, body, details, tokens };
      const owned = { stores, newId: deps.newId, record: after, tokens };
      const writes = await Promise.all([
        schemaChange(deps, change, checked),
        architectureChange(deps, change),
        detailWrites(owned, detailsOf(body) && details),
        ...generatedWrites(owned, body),
      ]);
      const { items, sizes } = allWrites(writes);
      const written = await stores.transact([recordWrite(stores, before, { ...after, ...sizes }, body), ...items]);
      if (written.ok) return answerOf(deps, change, contents, checked);
    }
    throw refuse('conflict', 'The project is being changed by others at the same time.');
  };
