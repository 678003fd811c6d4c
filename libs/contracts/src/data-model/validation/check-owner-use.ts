import type { KeysByHolder, Owners } from '../resolution/owners.ts';
import { describeTable, pointer } from '../text.ts';
import type { ModelView, TableView } from './model-view.ts';

const operations = ['read', 'create', 'update', 'delete'] as const;

const hasOwnerRule = ({ model }: ModelView, { table }: TableView): boolean =>
  operations.some((operation) => (table.access?.[operation] ?? model.access?.[operation])?.includes('owner') === true);

/** Warns of tables that say who owns their rows, while no rule asks it: neither theirs nor, by way of them, another's. */
export const checkOwnerUse = (view: ModelView, owners: Owners, keys: KeysByHolder): void => {
  const asked = new Set<TableView>();
  for (const [holder, owner] of owners) {
    const target = owner.kind === 'via' ? keys.get(holder)?.[owner.foreignKey]?.referenced : undefined;
    if (target !== undefined) asked.add(target);
  }
  for (const [owner] of owners) {
    if (asked.has(owner) || hasOwnerRule(view, owner)) continue;
    const member = owner.table.ownerField === undefined ? 'ownerVia' : 'ownerField';
    const message = `${describeTable(owner.table.name)} says who owns its rows, but none of its rules is "owner": they hold for everybody's rows alike.`;
    view.issues.add('owner_unused', pointer(owner.path, member), message);
  }
};
