import { rulesFor } from '../resolution/access.ts';
import type { KeysByHolder, Owners } from '../resolution/owners.ts';
import { describeTable, pointer, quote } from '../text.ts';
import { isKey, type ModelView, type TableView } from './model-view.ts';

const operations = ['read', 'create', 'update', 'delete'] as const;

const hasOwnerRule = ({ model }: ModelView, { table }: TableView): boolean =>
  operations.some((operation) => (table.access?.[operation] ?? model.access?.[operation])?.includes('owner') === true);

/** Warns of tables with an owner that no rule uses: neither their own rules nor those of tables that own through them. */
export const checkOwnerUse = (view: ModelView, owners: Owners, keys: KeysByHolder): void => {
  const asked = new Set<TableView>();
  for (const [holder, owner] of owners) {
    const target = owner.kind === 'via' ? keys.get(holder)?.[owner.foreignKey]?.referenced : undefined;
    if (target !== undefined) asked.add(target);
  }
  for (const [owner] of owners) {
    if (asked.has(owner) || hasOwnerRule(view, owner)) continue;
    const member = owner.table.ownerField === undefined ? 'ownerVia' : 'ownerField';
    const message = `${describeTable(owner.table.name)} names the owner of its rows, but no rule is "owner": the rules apply to the rows of everybody.`;
    view.issues.add('owner_unused', pointer(owner.path, member), message);
  }
};

const isRole = (rule: string): boolean => rule.startsWith('role:');

/**
 * Reports tables where nobody can create a row for another owner. Where an owner has at most one row, while a role works with
 * everybody's, that is hardly meant: the role could create a single row, its own.
 */
export const checkOwnerCreation = (view: ModelView, owners: Owners): void => {
  for (const [owner, { kind }] of owners) {
    const { name, ownerField } = owner.table;
    const create = rulesFor(view, owner, 'create');
    if (kind !== 'field' || ownerField === undefined || create[0] === 'nobody' || create.some(isRole)) continue;
    const fact = `${describeTable(name)} has the owner field ${quote(ownerField)}, and no rule of "create" is a role: callers create only rows of their own.`;
    const roles = operations.flatMap((operation) => rulesFor(view, owner, operation).filter(isRole));
    if (roles.length === 0 || !isKey(owner, [ownerField])) {
      view.issues.add('owner_is_creator', pointer(owner.path, 'ownerField'), fact);
      continue;
    }
    const advice = `Two rows cannot have the same owner, but ${quote(roles[0] ?? '')} may work with all rows; add it to "create" if it should create them.`;
    view.issues.add('owner_creates_alone', pointer(owner.path, 'ownerField'), `${fact} ${advice}`);
  }
};
