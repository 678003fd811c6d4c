import type { JobRecord } from '@snapinfra/platform';
import { dueAt } from '../due/due-attributes.ts';
import type { JobRules } from './job-kind.ts';
import { unconfirmedMs } from './transition.ts';

/**
 * The mechanism's members of a new record: queued, and with the intent to send its message, which the sweeper sends where
 * nobody else does.
 */
export const newJob = ({ to }: Pick<JobRules, 'to'>, id: string, now: Date) =>
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
    ...dueAt(id, now.getTime() + unconfirmedMs),
  }) satisfies Partial<JobRecord>;
