/** Why renames can't be applied, of gateway and worker: there is no generation that this one continues from. */
export const nothingToRename = 'This is a first generation: there is nothing to continue from, and nothing to rename.';

/** Why a migration is refused, of gateway and worker: `losses` names the steps that lose data, in words. */
export const wouldLoseData = (generationId: string, losses: string): string =>
  `The migration from generation ${generationId} would lose data: ${losses}`;
