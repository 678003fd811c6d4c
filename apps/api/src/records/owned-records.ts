import { idBelowProject, recordKey } from '@snapinfra/platform';
import { itemIsNew, type Stored } from '@snapinfra/aws-clients';
import type { DueSweepDeps } from '@snapinfra/jobs';
import type { Activity } from '../access/activity-record.ts';
import type { Reader, Reading } from '../access/reading.ts';
import type { Access } from '../access/rights.ts';
import { requireMatch } from '../http/etag.ts';
import { refuse, type NotFoundCode } from '../http/problem-error.ts';
import type { Answer, Commit } from '../idempotency/idempotency.ts';
import type { Clock } from '../runtime/clock.ts';
import type { NewId } from '../runtime/new-id.ts';
import { isAlive, isAliveAt } from '../storage/conditions.ts';
import { retryOnConflict } from '../storage/retry-on-conflict.ts';
import type { RequestTable } from '../storage/tables.ts';
import { createOwnedLists, type OwnedLists, type OwnedListsDeps } from './owned-lists.ts';
import { recordOrMarkReading, recordReading, type NoneOfOwned, type OwnedRecord } from './owned-record.ts';
import { createRemoval, hiddenAt, type Doomed, type Removal } from './removal.ts';

export interface OwnedRecordsDeps extends DueSweepDeps, OwnedListsDeps {
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface OwnedRecordsDefinition<Item extends OwnedRecord> {
  /** In messages and in the activity: `bookmark`, `api_key`. */
  readonly entity: string;
  readonly notFound: NotFoundCode;
  /** Has the index `outbox`. */
  readonly table: RequestTable<Item>;
  /** Tells the cursors of its lists from others. */
  readonly name: string;
  /** Removes what belongs to a record and lies beside it; may be repeated. */
  readonly removeContents?: (item: Doomed) => Promise<void>;
}

export interface NewRecord<Item> {
  /** Completes the members that every record has. */
  readonly complete: (members: OwnedRecord) => Item;
  /** The answer of the POST once the record is written. */
  readonly answer: (item: Item) => Answer;
}

/** Members of the record's own to set and to take away; `updatedAt` and `version` follow by themselves. */
export interface RecordChange<Item> {
  readonly set?: Partial<Item> & NoneOfOwned;
  readonly remove?: readonly (Exclude<keyof Item, keyof OwnedRecord> & string)[];
}

export interface ChangeRequest<Item> {
  readonly ifMatch: string | undefined;
  readonly toChange: (record: Item) => RecordChange<Item>;
  readonly answer: (item: Item) => Answer;
}

export interface RemoveRequest {
  readonly ifMatch: string | undefined;
  readonly answer: Answer;
}

/** The records of one shape that hang on projects, with everything that callers are promised of all such records. */
export interface OwnedRecords<Item> extends OwnedLists<Item>, Removal {
  /** The record that a path names; with `marks` also where it is being deleted. */
  readonly one: Reading<Stored<Item>>;
  readonly oneOrItsMark: Reading<Stored<Item>>;
  /** Writes a new record in the project of the request. */
  create(access: Access, record: NewRecord<Item>, commit: Commit): Promise<Answer>;
  /**
   * Changes a record; repeats when another request was faster, unless If-Match was sent.
   *
   * @throws ProblemError with the code `notFound`, `precondition_failed`, `conflict`
   */
  change(read: Reader<Stored<Item>>, request: ChangeRequest<Item>, commit: Commit): Promise<Answer>;
  /**
   * Hides a record from readers; the sweeper removes it. Deleting again is fine: the first answer may have been lost.
   *
   * @throws ProblemError with the code `notFound`, `precondition_failed`
   */
  remove(read: Reader<Stored<Item>>, request: RemoveRequest, commit: Commit): Promise<Answer>;
}

/** What is said of a change of a record. */
export const activityOf = (entity: string, verb: 'created' | 'updated' | 'deleted', id: string): Activity => ({
  action: `${entity}.${verb}`,
  entityType: entity,
  entityId: id,
});

const nounOf = (entity: string): string => `the ${entity.replaceAll('_', ' ')}`;

const createRecordCreator =
  <Item extends OwnedRecord>(
    { clock, newId }: OwnedRecordsDeps,
    { table, entity }: OwnedRecordsDefinition<Item>,
  ): OwnedRecords<Item>['create'] =>
  async ({ caller: { userId }, project: { id: projectId } }, { complete, answer: toAnswer }, commit) => {
    const now = clock().toISOString();
    const id = idBelowProject(projectId, newId());
    const record = complete({ id, userId, projectId, createdAt: now, updatedAt: now, version: 1 });
    const answer = toAnswer(record);
    const put = table.toPut(recordKey(id), record, { condition: itemIsNew });
    const written = await commit([put], activityOf(entity, 'created', id), answer);
    if (!written.ok) throw refuse('conflict', `Something has the id of ${nounOf(entity)} already.`);
    return answer;
  };

const changed = <Item extends object>(
  record: Item,
  { set = {}, remove = [] }: RecordChange<Item>,
  members: Partial<OwnedRecord>,
): Item => {
  const next = Object.assign({ ...record }, set, members);
  for (const name of remove) Reflect.deleteProperty(next, name);
  return next;
};

const createChange =
  <Item extends OwnedRecord>(
    { clock }: OwnedRecordsDeps,
    { entity, table }: OwnedRecordsDefinition<Item>,
  ): OwnedRecords<Item>['change'] =>
  (read, { ifMatch, toChange, answer: toAnswer }, commit) =>
    retryOnConflict(nounOf(entity), async () => {
      const record = await read();
      requireMatch(ifMatch, record.version);
      const change = toChange(record);
      const members = { updatedAt: clock().toISOString(), version: record.version + 1 };
      const condition = isAliveAt(record.version);
      const update = table.toUpdate(recordKey(record.id), { ...change, attributes: members }, { condition });
      const answer = toAnswer(changed(record, change, members));
      const written = await commit([update], activityOf(entity, 'updated', record.id), answer);
      return written.ok ? answer : undefined;
    });

const createRemove =
  <Item extends OwnedRecord>(
    { clock }: OwnedRecordsDeps,
    { entity, table }: OwnedRecordsDefinition<Item>,
  ): OwnedRecords<Item>['remove'] =>
  (read, { ifMatch, answer }, commit) =>
    retryOnConflict(nounOf(entity), async () => {
      const record = await read();
      if (record.deletingAt !== undefined) return answer;
      requireMatch(ifMatch, record.version);
      const condition = ifMatch === undefined ? isAlive : isAliveAt(record.version);
      const hidden = { add: { version: 1 }, attributes: hiddenAt(record.id, clock()) };
      const mark = table.toUpdate(recordKey(record.id), hidden, { condition });
      const written = await commit([mark], activityOf(entity, 'deleted', record.id), answer);
      return written.ok ? answer : undefined;
    });

/** The functions of an area’s records: see {@link OwnedRecords}. */
export const createOwnedRecords = <Item extends OwnedRecord>(
  deps: OwnedRecordsDeps,
  definition: OwnedRecordsDefinition<Item>,
): OwnedRecords<Item> => {
  const { table, notFound, name } = definition;
  const of = { records: table, notFound };
  return {
    ...createOwnedLists(deps, table, name),
    ...createRemoval(deps, definition),
    one: recordReading(of),
    oneOrItsMark: recordOrMarkReading(of),
    create: createRecordCreator(deps, definition),
    change: createChange(deps, definition),
    remove: createRemove(deps, definition),
  };
};
