import type { JobRecord } from '@snapinfra/platform';
import { dueAt } from '../due/due-attributes.ts';
import type { JobRules } from './job-kind.ts';
import { unconfirmedMs } from './transition.ts';

/**
 * The mechanism's members of a new record. It is queued, and due soon: the sweeper sends its message, unless somebody has
 * dispatched it by then.
 */
export const newJob = ({ to, outbox }: Pick<JobRules, 'to' | 'outbox'>, id: string, now: Date) =>
  ({
    id,
    status: to.queued,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    version: 1,
    attempts: 0,
    leaseToken: 0,
    signals: {},
    stepResults: {},
    owedEvents: {},
    ...dueAt(id, now.getTime() + unconfirmedMs, outbox),
  }) satisfies Partial<JobRecord>;
