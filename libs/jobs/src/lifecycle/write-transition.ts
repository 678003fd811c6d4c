import {
  transactWrite,
  type AwsClients,
  type Table,
  type TransactionConflict,
  type TransactionItem,
} from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { LeaseLostError } from '../lease/keep-lease.ts';
import type { Lease } from '../lease/lease.ts';
import { CancelRequestedError } from './errors.ts';
import type { Transition } from './transition.ts';

/** A transition that was refused. `existing` is the record as it is; absent where there is none. */
export interface Lost<Job> {
  readonly kind: 'lost';
  readonly existing: Job | undefined;
}

/** The outcome of a transition: the record as it was written, or the refusal. */
export type Written<Job> = { readonly kind: 'written'; readonly record: Job } | Lost<Job>;

/** Whether the existing record is what this very transition wrote: the answer to the first try was lost, and the SDK sent it again. */
export const isOwnWrite = <Job extends JobRecord>(
  existing: Job | undefined,
  { transitionId }: Pick<Transition<Job>, 'transitionId'>,
): existing is Job => existing?.transitionId === transitionId;

/** Writes a transition alone. */
export const writeTransition = async <Job extends JobRecord>(
  table: Pick<Table<Job>, 'update'>,
  transition: Transition<Job>,
): Promise<Written<Job>> => {
  const { key, change, condition } = transition;
  const result = await table.update(key, change, { condition });
  if (result.ok) return { kind: 'written', record: result.item };
  const { existing } = result;
  return isOwnWrite<Job>(existing, transition) ? { kind: 'written', record: existing } : { kind: 'lost', existing };
};

/** Why a write of the lease's holder was refused. */
export const lossOf = ({ existing }: Lost<JobRecord>, { token }: Lease): LeaseLostError | CancelRequestedError => {
  const isHeld = existing?.leaseHolder !== undefined && existing.leaseToken === token;
  return isHeld && existing.cancelRequestedAt !== undefined ? new CancelRequestedError() : new LeaseLostError();
};

/** The transition as one write of a transaction, such as one that wakes a job together with what it waited for. */
export const toTransactionItem = <Job extends JobRecord>(
  table: Pick<Table<Job>, 'toUpdate'>,
  { key, change, condition }: Transition<Job>,
): TransactionItem<Job> => table.toUpdate(key, change, { condition });

/** A transition that was refused together with what was to be written with it. */
export interface TransactionLost<Job> extends Lost<Job> {
  /** The conflicts of all items, the job first: undefined for one whose condition held. */
  readonly conflicts: readonly (TransactionConflict<unknown> | undefined)[];
}

/** The outcome of a transition in a transaction. */
export type Transacted<Job> = Exclude<Written<Job>, Lost<Job>> | TransactionLost<Job>;

/**
 * Writes a transition in one transaction with other items: all or none. A transaction gives no records back, so the job is read
 * afterwards: as `record`, or as `existing` where any of the items was refused.
 */
export const transactTransition = async <Job extends JobRecord>(
  { dynamo }: Pick<AwsClients, 'dynamo'>,
  table: Pick<Table<Job>, 'toUpdate' | 'get'>,
  transition: Transition<Job>,
  others: readonly TransactionItem[],
): Promise<Transacted<Job>> => {
  const items: readonly TransactionItem[] = [toTransactionItem(table, transition), ...others];
  const result = await transactWrite({ dynamo }, items);
  const record = await table.get(transition.key);
  if (record !== undefined && (result.ok || isOwnWrite<Job>(record, transition))) return { kind: 'written', record };
  return { kind: 'lost', existing: record, conflicts: result.ok ? [] : result.conflicts };
};
