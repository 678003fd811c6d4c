/** Why renames can't be applied, of gateway and worker: there is no generation that this one continues from. */
export const nothingToRename = 'This is a first generation: there is nothing to continue from, and nothing to rename.';

/** Which model renames are said of, of gateway and worker; `otherBy` is the member of the request that names another one. */
export const earlierModelIsOf = (generationId: string, otherBy: string): string =>
  `The earlier model is that of generation ${generationId}; ${otherBy} names another one to start from.`;

/** Why a migration is refused, of gateway and worker: `losses` names the steps that lose data, in words. */
export const wouldLoseData = (generationId: string, losses: string): string =>
  `The migration from generation ${generationId} would lose data: ${losses}`;
