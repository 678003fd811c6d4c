import { rulesFor } from '../resolution/access.ts';
import type { KeysByHolder, Owners } from '../resolution/owners.ts';
import { describeTable, pointer, quote } from '../text.ts';
import { isKey, type ModelView, type TableView } from './model-view.ts';

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

const isRole = (rule: string): boolean => rule.startsWith('role:');

/**
 * Says where nobody can ever create a row for somebody else. Where an owner has one row at most, while a role works with
 * everybody's, that is hardly meant: the role could create a single row, its own.
 */
export const checkOwnerCreation = (view: ModelView, owners: Owners): void => {
  for (const [owner, { kind }] of owners) {
    const { name, ownerField } = owner.table;
    const create = rulesFor(view, owner, 'create');
    if (kind !== 'field' || ownerField === undefined || create[0] === 'nobody' || create.some(isRole)) continue;
    const fact = `${describeTable(name)} has the owner field ${quote(ownerField)}, and no rule of "create" is a role: everybody creates rows of his own only, and nobody those of others.`;
    const roles = operations.flatMap((operation) => rulesFor(view, owner, operation).filter(isRole));
    if (roles.length === 0 || !isKey(owner, [ownerField])) {
      view.issues.add('owner_is_creator', pointer(owner.path, 'ownerField'), fact);
      continue;
    }
    const advice = `No two rows have the same owner, while ${quote(roles[0] ?? '')} may work with all of them; add it to "create" if it is to create them.`;
    view.issues.add('owner_creates_alone', pointer(owner.path, 'ownerField'), `${fact} ${advice}`);
  }
};
