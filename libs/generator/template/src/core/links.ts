import type { Action } from './resource.ts';

/** The row that a link goes out from, and the row that it leads to. */
export type Side = 'from' | 'to';

/** What a caller must be allowed to do with one of the two rows. */
export interface Need {
  readonly side: Side;
  readonly action: 'read' | 'update';
}

const readsFrom: Need = { side: 'from', action: 'read' };
const readsTo: Need = { side: 'to', action: 'read' };
const updatesFrom: Need = { side: 'from', action: 'update' };
const updatesTo: Need = { side: 'to', action: 'update' };

/**
 * What each action on a link takes: all that one of the alternatives lists. A link has no rules of its own. To make one
 * is to change the row that it goes out from, and shows that the other is there; whoever owns either of the two sees it
 * and can take it away. To change a link is to take the old one away and to make the new one.
 */
export const linkNeeds: Readonly<Record<Action, readonly (readonly Need[])[]>> = {
  read: [[readsFrom, readsTo], [updatesFrom], [updatesTo]],
  create: [[updatesFrom, readsTo]],
  update: [[updatesFrom], [updatesTo]],
  delete: [[updatesFrom], [updatesTo]],
};
