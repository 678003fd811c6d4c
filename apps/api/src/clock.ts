import { monotonicFactory } from 'ulid';

/** Now; injected, so that tests can move it. */
export type Clock = () => Date;

/** New ids: ULIDs, so that sorting by id is sorting by age. */
export type NewId = () => string;

export const systemClock: Clock = () => new Date();

/** Ids that grow with every call, also within a millisecond. */
export const createNewId = (clock: Clock): NewId => {
  const next = monotonicFactory();
  return () => next(clock().getTime());
};
