import { monotonicFactory } from 'ulid';
import type { Clock } from './clock.ts';

/** New ids: ULIDs, so that sorting by id is sorting by age. */
export type NewId = () => string;

/** Ids that grow with every call, also within a millisecond. */
export const createNewId = (clock: Clock): NewId => {
  const next = monotonicFactory();
  return () => next(clock().getTime());
};
