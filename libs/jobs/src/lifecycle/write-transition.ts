import type { Table, TransactionItem } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Transition } from './transitions.ts';

/** What became of a transition: the record as it was written, or as it stood in the way (absent: there is none). */
export type Written<Job> =
  { readonly kind: 'written'; readonly record: Job } | { readonly kind: 'lost'; readonly existing: Job | undefined };

/** Whether a record that stood in the way is what this very transition wrote: its first answer was lost, then. */
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

/** The transition as one write of a transaction: what it releases or wakes is written with it, or neither is. */
export const toTransactionItem = <Job extends JobRecord>(
  table: Pick<Table<Job>, 'toUpdate'>,
  { key, change, condition }: Transition<Job>,
): TransactionItem<Job> => table.toUpdate(key, change, { condition });
