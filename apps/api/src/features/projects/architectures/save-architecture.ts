import {
  ArchitectureDocument,
  type Architecture,
  type CreateArchitectureBody,
  type UpdateArchitectureBody,
} from '@snapinfra/contracts';
import { projectKey } from '../project-record.ts';
import {
  architectureContentKey,
  architectureKey,
  type ArchitectureContentItem,
  type ArchitectureRecord,
} from './architecture-record.ts';
import { allOf, attributeNotExists, equals, type Condition, type TransactionItem } from '@snapinfra/aws-clients';
import type { Clock, NewId } from '../../../clock.ts';
import type { Caller } from '../../../http/caller.ts';
import { envelope } from '../../../http/envelope.ts';
import { etagOf, requireMatch } from '../../../http/etag.ts';
import { notFound, refuse } from '../../../http/problem-error.ts';
import type { Answer, Commit } from '../../../idempotency/run-once.ts';
import { contentWrite } from '../project-content-writes.ts';
import { requireProject } from '../read-project.ts';
import { isAlive } from '../../../storage/conditions.ts';
import { jsonBytesOf } from '../../../storage/document-size.ts';
import { readConsistently } from '../../../storage/read-consistently.ts';
import type { Stores } from '../../../storage/stores.ts';
import { toArchitecture } from './architecture-view.ts';
import {
  changedArchitectureWrites,
  encodeArchitecture,
  newArchitectureRecord,
  newArchitectureWrites,
  type ArchitectureDraft,
} from './architecture-writes.ts';

export interface SaveArchitectureDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
}

const maximumTries = 4;

const isCallers = (record: ArchitectureRecord | undefined, { userId }: Caller): record is ArchitectureRecord =>
  record !== undefined && record.userId === userId && record.deletingAt === undefined;

/** An architecture of the caller with its document's item, in one round trip. @throws ProblemError `architecture_not_found` */
export const readArchitectureItems = async (
  { architectures, architectureContents }: Pick<Stores, 'architectures' | 'architectureContents'>,
  caller: Caller,
  id: string,
): Promise<{ record: ArchitectureRecord; content: ArchitectureContentItem }> => {
  const read = async () => {
    const [record, content] = await Promise.all([
      architectures.get(architectureKey(id)),
      architectureContents.get(architectureContentKey(id)),
    ]);
    return { record, content };
  };
  const { record, content } = await readConsistently(
    read,
    (found) => !isCallers(found.record, caller) || found.record.version === found.content?.version,
  );
  if (!isCallers(record, caller) || !content) throw notFound('architecture_not_found', id);
  return { record, content };
};

/** The document, as it was sent. */
export const decodeArchitecture = (
  { documents }: Pick<Stores, 'documents'>,
  { document }: Pick<ArchitectureContentItem, 'document'>,
): Promise<ArchitectureDocument> => documents.decode(document, { schema: ArchitectureDocument });

/** The project shows its primary architecture: its record and its copy of the document move with it. */
const projectWrites = (
  { projects, projectContents }: Pick<Stores, 'projects' | 'projectContents'>,
  { userId, projectId, id, version, document, now }: ArchitectureDraft,
  condition: Condition,
): TransactionItem<unknown>[] => [
  projects.toUpdate(
    projectKey(userId, projectId),
    {
      set: {
        ...{ architectureId: id, architectureVersion: version, updatedAt: now },
        architectureBytes: jsonBytesOf(document),
      },
      add: { version: 1 },
    },
    { condition: allOf(isAlive, condition) },
  ),
  contentWrite({ projectContents }, projectId, 'ARCHITECTURE', { token: `${id}/${version}`, document }),
];

/** Saves another architecture of a project. The project shows the first one. */
export const createCreateArchitecture =
  ({ stores, clock, newId }: SaveArchitectureDeps) =>
  async (caller: Caller, { projectId, ...content }: CreateArchitectureBody, commit: Commit): Promise<Answer> => {
    const { userId } = caller;
    const id = newId();
    for (let count = 0; count < maximumTries; count += 1) {
      const project = await requireProject(stores, caller, projectId);
      const document = await encodeArchitecture(stores, { userId, id, objectId: newId() }, content);
      const now = clock();
      const draft = {
        id,
        userId,
        projectId,
        name: content.name,
        version: 1,
        content,
        document,
        now: now.toISOString(),
      };
      const primary = project.architectureId === undefined;
      const data = toArchitecture(newArchitectureRecord(draft, primary), content);
      const headers = { location: `/api/architecture/${id}`, etag: etagOf(1) };
      const answer = { status: 201, headers, body: envelope(data, now) };
      const ofProject = primary
        ? projectWrites(stores, draft, attributeNotExists('architectureId'))
        : [stores.projects.toCheck(projectKey(userId, projectId), isAlive)];
      const written = await commit([...newArchitectureWrites(stores, draft, primary), ...ofProject], answer);
      if (written.ok) return answer;
    }
    throw refuse('conflict', 'The project is being changed by others at the same time.');
  };

export interface UpdateArchitectureRequest {
  readonly id: string;
  readonly body: UpdateArchitectureBody;
  readonly ifMatch: string | undefined;
}

/** Changes an architecture; tries again when somebody else was faster, unless If-Match was sent. */
export const createUpdateArchitecture =
  ({ stores, clock, newId }: SaveArchitectureDeps) =>
  async (caller: Caller, { id, body, ifMatch }: UpdateArchitectureRequest): Promise<Architecture> => {
    const { projectId: named, ...members } = body;
    for (let count = 0; count < maximumTries; count += 1) {
      const { record, content: earlier } = await readArchitectureItems(stores, caller, id);
      if (named !== undefined && named !== record.projectId) throw notFound('architecture_not_found', id);
      requireMatch(ifMatch, record.version);
      const content = { ...(await decodeArchitecture(stores, earlier)), ...members };
      const { userId, projectId, primary } = record;
      const document = await encodeArchitecture(stores, { userId, id, objectId: newId() }, content);
      const now = clock().toISOString();
      const name = content.name ?? record.name;
      const draft = { id, userId, projectId, name, version: record.version + 1, content, document, now };
      const ofProject = primary
        ? projectWrites(stores, draft, equals('architectureId', id))
        : [stores.projects.toCheck(projectKey(userId, projectId), isAlive)];
      const written = await stores.transact([...changedArchitectureWrites(stores, draft), ...ofProject]);
      if (written.ok) {
        return toArchitecture({ ...newArchitectureRecord(draft, primary), createdAt: record.createdAt }, content);
      }
    }
    throw refuse('conflict', 'The architecture is being changed by others at the same time.');
  };
