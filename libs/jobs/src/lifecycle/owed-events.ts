import type { JobRecord } from '@snapinfra/platform';
import { statusesOf, type JobKind, type OwedEvent } from './job-kind.ts';

type Owing = Pick<JobKind<JobRecord, unknown, unknown>, 'statuses' | 'owes'>;

/** A job that owes so many events can't wait again before one is published. It can always end. */
export const maxOwedEvents = 10;

/** The events that a record owes, the oldest first. */
export const owedEventsOf = ({ owedEvents }: Pick<JobRecord, 'owedEvents'>): readonly OwedEvent[] =>
  Object.entries(owedEvents)
    .map(([id, owed]) => ({ id, ...owed }))
    .toSorted((one, other) => one.occurredAt.localeCompare(other.occurredAt) || one.id.localeCompare(other.id));

/** Whether jobs of a kind owe events before their end. */
export const owesWhileOpen = (kind: Owing): boolean =>
  statusesOf(kind, 'waiting').some((status) => (kind.owes[status] ?? []).length > 0);

/** The changes that add the events which a job owes once it has a status. */
export const eventsAdded = (kind: Owing, status: string, occurredAt: string, newId: () => string) =>
  (kind.owes[status] ?? []).map((type) => [['owedEvents', newId()], { type, occurredAt }] as const);
