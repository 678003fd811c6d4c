import { requireGrant, type Caller } from './access.ts';
import { readBody, type Values } from './body.ts';
import { createCreation } from './creation.ts';
import { readCommitted, type Database } from './database.ts';
import { withRetries } from './execute.ts';
import type { Hooks, ResourceHooks } from './hooks.ts';
import { ownershipOf, withOwner } from './ownership.ts';
import { hashPassword } from './password.ts';
import { Problem } from './problems.ts';
import type { Entity, Member } from './registry.ts';
import { isFollowed } from './soft-delete.ts';
import { explainWriteError, type Attempted } from './write-errors.ts';
import { deleteRow, updateRow, type RowTarget, type WrittenRow } from './write-rows.ts';

export interface OperationDeps {
  readonly db: Database;
  readonly hooks: Hooks;
}

type Row = Readonly<Record<string, unknown>>;

const asObject = (values: Values): Row => Object.fromEntries([...values].map(([{ name }, value]) => [name, value]));

const parseRow = (written: WrittenRow): object => {
  const row: unknown = JSON.parse(written.json);
  return typeof row === 'object' && row !== null ? row : {};
};

const hashed = async (value: unknown): Promise<unknown> => {
  if (Array.isArray(value)) return Promise.all(value.map(hashed));
  return typeof value === 'string' ? hashPassword(value) : value;
};

/** The values as they are stored: passwords are hashed. */
const storable = async (values: Values): Promise<Values> =>
  new Map(
    await Promise.all(
      [...values].map(async ([member, value]) => [member, member.password ? await hashed(value) : value] as const),
    ),
  );

interface ChangeOptions {
  readonly needsTransaction?: boolean;
  /** Tries to resolve the cause of a failure, outside of any transaction; returns whether to retry the change. */
  readonly recover?: (error: unknown) => Promise<boolean>;
}

/** Runs a change, in a transaction if it has hooks or needs one, and maps failures to problems for the client. */
const change = async <Result>(
  { db, hooks }: OperationDeps,
  entity: Entity,
  attempted: () => Attempted,
  work: (db: Database, hooks: readonly ResourceHooks[]) => Promise<Result>,
  { needsTransaction = false, recover }: ChangeOptions = {},
): Promise<Result> => {
  const own = hooks.of(entity.resource);
  const isOneStatement = own.length === 0 && !needsTransaction;
  for (;;) {
    try {
      return await withRetries(() =>
        isOneStatement ? work(db, own) : db.transaction((tx) => work(tx, own), readCommitted),
      );
    } catch (error) {
      if (error instanceof Problem) throw error;
      if ((await recover?.(error)) !== true) throw await explainWriteError(db, entity, error, attempted());
    }
  }
};

export const createRow = async (
  deps: OperationDeps,
  entity: Entity,
  caller: Caller | undefined,
  body: unknown,
): Promise<WrittenRow> => {
  const grant = requireGrant(entity, 'create', caller);
  const ownership = ownershipOf(entity, caller);
  const read = (values: unknown): Values => withOwner(readBody(entity, values, 'create', ownership), ownership);
  const received = read(body);
  let sent = received;
  const creation = createCreation(entity);
  return change(
    deps,
    entity,
    () => ({ values: sent, reviving: creation.isReviving() }),
    async (db, hooks) => {
      sent = received;
      for (const hook of hooks) {
        const replaced = await hook.beforeCreate?.({ values: asObject(sent), caller, db });
        if (replaced !== undefined) sent = read(replaced);
      }
      const written = await creation.write({ db, caller }, grant, await storable(sent));
      for (const hook of hooks) await hook.afterCreate?.({ row: parseRow(written), caller, db });
      return written;
    },
    { recover: (error) => creation.recover(deps.db, sent, error) },
  );
};

export const changeRow = async (
  deps: OperationDeps,
  entity: Entity,
  caller: Caller | undefined,
  target: RowTarget,
  body: unknown,
): Promise<WrittenRow> => {
  const grant = requireGrant(entity, 'update', caller);
  const received = readBody(entity, body, 'update');
  let sent = received;
  return change(
    deps,
    entity,
    () => ({ values: sent, key: target.key }),
    async (db, hooks) => {
      sent = received;
      for (const hook of hooks) {
        const replaced = await hook.beforeUpdate?.({ key: target.key, values: asObject(sent), caller, db });
        if (replaced !== undefined) sent = readBody(entity, replaced, 'update');
      }
      const written = await updateRow({ db, caller }, entity, grant, target, await storable(sent));
      for (const hook of hooks) await hook.afterUpdate?.({ row: parseRow(written), caller, db });
      return written;
    },
  );
};

export const removeRow = async (
  deps: OperationDeps,
  entity: Entity,
  caller: Caller | undefined,
  target: RowTarget,
): Promise<void> => {
  const grant = requireGrant(entity, 'delete', caller);
  const none: Values = new Map<Member, unknown>();
  const { key } = target;
  await change(
    deps,
    entity,
    () => ({ values: none, key, deleting: true }),
    async (db, hooks) => {
      for (const hook of hooks) await hook.beforeDelete?.({ key, caller, db });
      await deleteRow({ db, caller }, entity, grant, target);
      for (const hook of hooks) await hook.afterDelete?.({ key, caller, db });
    },
    { needsTransaction: isFollowed(entity) },
  );
};
