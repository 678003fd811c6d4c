import { itemIsNew, type ItemKey, type Table, type TransactionItem } from '@snapinfra/aws-clients';
import type { DueSweepDeps } from '@snapinfra/jobs';
import type { Caller } from '../http/caller.ts';
import type { CursorCodec } from '../http/cursor.ts';
import { requireMatch } from '../http/etag.ts';
import { notFound, type NotFoundCode } from '../http/problem-error.ts';
import type { Answer, Commit } from '../idempotency/run-once.ts';
import type { Clock } from '../runtime/clock.ts';
import type { NewId } from '../runtime/new-id.ts';
import { isAliveAt } from '../storage/conditions.ts';
import { listedUnder } from '../storage/keys.ts';
import { retryOnConflict } from '../storage/retry-on-conflict.ts';
import type { Storage } from '../storage/storage.ts';
import { createOwnedLists, type OwnedLists } from './owned-lists.ts';
import {
  requireRecord,
  requireRecordOrItsMark,
  type NoneOfOwned,
  type OwnedRecord,
  type RecordsOf,
} from './owned-record.ts';
import { createRemoval, hideRecord, type Doomed, type Removal } from './removal.ts';

/** As much of projects as owned records need. */
export interface OwningProjects {
  /** @throws ProblemError `project_not_found` */
  require(caller: Caller, projectId: string): Promise<{ readonly id: string; readonly userId: string }>;
  /** For the transaction that makes something in a project: it lives. */
  checkAlive(project: { readonly id: string; readonly userId: string }): TransactionItem<unknown>;
}

export interface OwnedRecordsDeps extends DueSweepDeps {
  readonly storage: Pick<Storage, 'transact'>;
  readonly projects: OwningProjects;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface OwnedRecordsDefinition<Item extends OwnedRecord> {
  /** In messages, with its article: `the bookmark`. */
  readonly noun: string;
  readonly notFound: NotFoundCode;
  /** Has the indexes by user, by project and `outbox`. */
  readonly table: Table<Item>;
  /** Tells the cursors of its lists from others. */
  readonly name: string;
  readonly keyOf: (id: string) => ItemKey;
  /** Removes what belongs to a record and lies beside it; may be repeated. */
  readonly removeContents?: (item: Doomed) => Promise<void>;
}

export interface NewRecord<Item> {
  readonly projectId: string;
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

/** The records of one shape that hang on projects, with everything that callers are promised of all such records. */
export interface OwnedRecords<Item> extends OwnedLists<Item>, Removal {
  /** Writes a new record, unless its project goes at the same time. @throws ProblemError `project_not_found` */
  create(caller: Caller, record: NewRecord<Item>, commit: Commit): Promise<Answer>;
  /** A record of the caller. @throws ProblemError with the code `notFound` */
  require(caller: Caller, id: string): Promise<Item>;
  /**
   * Changes a record and gives it back as it is then; repeats when another request was faster, unless If-Match was sent.
   *
   * @throws ProblemError with the code `notFound`, `precondition_failed`, `conflict`
   */
  change(
    caller: Caller,
    id: string,
    ifMatch: string | undefined,
    toChange: (record: Item) => RecordChange<Item>,
  ): Promise<Item>;
  /**
   * Hides a record from readers; the sweeper removes it. Deleting again is fine: the first answer may have been lost.
   *
   * @throws ProblemError with the code `notFound`, `precondition_failed`
   */
  remove(caller: Caller, id: string, ifMatch: string | undefined): Promise<void>;
}

const createRecordCreator =
  <Item extends OwnedRecord>(
    { projects, clock, newId }: OwnedRecordsDeps,
    { table, keyOf }: OwnedRecordsDefinition<Item>,
  ): OwnedRecords<Item>['create'] =>
  async (caller, { projectId, complete, answer: toAnswer }, commit) => {
    const project = await projects.require(caller, projectId);
    const { userId } = project;
    const now = clock().toISOString();
    const id = newId();
    const record = complete({ id, userId, projectId, createdAt: now, updatedAt: now, version: 1 });
    const answer = toAnswer(record);
    const attributes = listedUnder(userId, projectId, id);
    const put = table.toPut(keyOf(id), record, { condition: itemIsNew, attributes });
    const written = await commit([projects.checkAlive(project), put], answer);
    if (!written.ok) throw notFound('project_not_found', projectId);
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
    { storage, clock }: OwnedRecordsDeps,
    { noun, table, keyOf }: OwnedRecordsDefinition<Item>,
    of: RecordsOf<Item>,
  ): OwnedRecords<Item>['change'] =>
  (caller, id, ifMatch, toChange) =>
    retryOnConflict(noun, async () => {
      const record = await requireRecord(of, caller, id);
      requireMatch(ifMatch, record.version);
      const change = toChange(record);
      const members = { updatedAt: clock().toISOString(), version: record.version + 1 };
      const condition = isAliveAt(record.version);
      // A transaction of one: sent again after a lost answer, it is not refused by what its first attempt wrote.
      const update = table.toUpdate(keyOf(id), { ...change, attributes: members }, { condition });
      const written = await storage.transact([update]);
      return written.ok ? changed(record, change, members) : undefined;
    });

const createRemove =
  <Item extends OwnedRecord>(
    { clock }: OwnedRecordsDeps,
    { noun, table, keyOf }: OwnedRecordsDefinition<Item>,
    of: RecordsOf<Item>,
  ): OwnedRecords<Item>['remove'] =>
  async (caller, id, ifMatch) => {
    const record = await requireRecordOrItsMark(of, caller, id);
    if (record.deletingAt !== undefined) return;
    requireMatch(ifMatch, record.version);
    await hideRecord(table, { key: keyOf(id), record, ifMatch, now: clock(), noun });
  };

/** The functions of an area’s records: see {@link OwnedRecords}. */
export const createOwnedRecords = <Item extends OwnedRecord>(
  deps: OwnedRecordsDeps,
  definition: OwnedRecordsDefinition<Item>,
): OwnedRecords<Item> => {
  const { table, keyOf, notFound: code, name } = definition;
  const of: RecordsOf<Item> = { records: table, keyOf, notFound: code };
  return {
    ...createOwnedLists(deps, table, name),
    ...createRemoval(deps, definition),
    create: createRecordCreator(deps, definition),
    require: (caller, id) => requireRecord(of, caller, id),
    change: createChange(deps, definition, of),
    remove: createRemove(deps, definition, of),
  };
};
