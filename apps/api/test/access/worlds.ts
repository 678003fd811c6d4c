import type { FixtureCaller } from '../fixtures/area-fixture.ts';
import { completeGeneration, makeIds, type Ids } from '../support/contract-fixtures.ts';
import type { Api } from '../support/start-api.ts';
import type { WalkCaller } from './callers.ts';

/** A project with one of everything in it, and callers who are something to it. */
export interface World {
  readonly ids: Ids;
  /** Who a caller is, or would like to be. */
  readonly personOf: (caller: WalkCaller) => FixtureCaller;
}

/** Makes a world whose users are nobody's else; its generation is still pending unless it `isRead` only. */
export const makeWorld = async (
  api: Api,
  name: string,
  callers: readonly WalkCaller[],
  { isRead = false } = {},
): Promise<World> => {
  const owner = `owner of ${name}`;
  const ids = await makeIds(api, owner);
  const personOf = (caller: WalkCaller): FixtureCaller => {
    if (caller.name === 'owner' || caller.standing === 'unauthenticated') return { user: owner };
    return { user: `${caller.name} of ${name}`, ...caller.personOf?.(ids) };
  };
  const { projectId = '' } = ids;
  // One after another: all of them change the project's counts.
  for (const caller of callers) await caller.take(api, { projectId, userId: personOf(caller).user });
  if (isRead) await completeGeneration(api, ids);
  return { ids, personOf };
};
