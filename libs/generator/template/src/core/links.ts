import type { Action } from './resource.ts';

/** The source and the target row of a link. */
export type Side = 'from' | 'to';

/** The access that a caller needs to one of the two rows. */
export interface Need {
  readonly side: Side;
  readonly action: 'read' | 'update';
}

const readsFrom: Need = { side: 'from', action: 'read' };
const readsTo: Need = { side: 'to', action: 'read' };
const updatesFrom: Need = { side: 'from', action: 'update' };
const updatesTo: Need = { side: 'to', action: 'update' };

/**
 * The access to the linked rows that each action on a link needs: all needs of at least one alternative. A link has no
 * rules of its own. Creating one changes its source row and reveals that the target row exists; the owner of either row
 * can see and delete it. Changing a link means deleting the old one and creating a new one.
 */
export const linkNeeds: Readonly<Record<Action, readonly (readonly Need[])[]>> = {
  read: [[readsFrom, readsTo], [updatesFrom], [updatesTo]],
  create: [[updatesFrom, readsTo]],
  update: [[updatesFrom], [updatesTo]],
  delete: [[updatesFrom], [updatesTo]],
};
