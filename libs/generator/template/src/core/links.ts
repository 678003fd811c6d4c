import type { Action } from './resource.ts';

/** The row that a link goes out from, and the row that it leads to. */
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
 * The access that each action on a link demands: everything that one of the alternatives lists. A link has no rules of
 * its own. Creating one changes the row that it goes out from, and reveals that the other exists; the owner of either row
 * sees the link and can delete it. Changing a link is deleting the old one and creating the new one.
 */
export const linkNeeds: Readonly<Record<Action, readonly (readonly Need[])[]>> = {
  read: [[readsFrom, readsTo], [updatesFrom], [updatesTo]],
  create: [[updatesFrom, readsTo]],
  update: [[updatesFrom], [updatesTo]],
  delete: [[updatesFrom], [updatesTo]],
};
