import type { Placeholders } from './expression.ts';
import type { ItemChange } from './table.types.ts';

/** Renders a DynamoDB update expression; empty for a change without members. */
export const renderChange = <Item>(change: ItemChange<Item>, { name, value }: Placeholders): string => {
  const assigned = [...Object.entries({ ...change.set, ...change.attributes }), ...(change.setAt ?? [])];
  const assignments = assigned.map(([key, to]) => `${name(key)} = ${value(to)}`);
  const additions = Object.entries(change.add ?? {}).map(([key, by]) => `${name(key)} ${value(by)}`);
  const removals = (change.remove ?? []).map((key) => name(key));
  return [
    assignments.length > 0 ? `SET ${assignments.join(', ')}` : '',
    additions.length > 0 ? `ADD ${additions.join(', ')}` : '',
    removals.length > 0 ? `REMOVE ${removals.join(', ')}` : '',
  ]
    .filter((clause) => clause !== '')
    .join(' ');
};
