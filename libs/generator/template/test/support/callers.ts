import type { Action, Rule, TableModel } from './model.ts';
import { endsOf, holdsForLink, isLink } from './links.ts';
import { canOwn, subjectOf } from './owners.ts';
import { model, tableNamed } from './project.ts';
import type { Row, World } from './world.ts';

/** The sender of a request; anonymous without a subject. */
export interface Caller {
  readonly subject?: string;
  readonly roles: readonly string[];
}

export const anonymous: Caller = { roles: [] };

const roleOf = (rule: Rule) => (rule.startsWith('role:') ? rule.slice('role:'.length) : undefined);
/** The roles that rules name. */
export const rolesIn = (rules: readonly Rule[]) => rules.map(roleOf).filter((role) => role !== undefined);

/** The rules of an action; a link has none of its own. */
const rulesFor = (table: TableModel, action: Action): readonly Rule[] => table.access?.[action] ?? [];

const rolesWithin = (table: TableModel): readonly string[] => rolesIn(Object.values(table.access ?? {}).flat());

/** Every role that the access rules of the project name. */
export const allRoles: readonly string[] = [...new Set(model.tables.flatMap(rolesWithin))];

/**
 * The roles that decide about access to a table: those in its own rules, or in the rules of the tables that it links.
 */
export const rolesOf = (table: TableModel): readonly string[] => {
  const deciding = isLink(table) ? endsOf(table).map((key) => tableNamed(key.referencedTable)) : [table];
  return [...new Set(deciding.flatMap(rolesWithin))];
};

/** An authenticated user with every role, whose subject can own rows of the table. */
export const insider = (table: TableModel): Caller & { subject: string } => ({
  subject: subjectOf(table, 0),
  roles: allRoles,
});
/** The same user without a role. */
export const owner = (table: TableModel): Caller & { subject: string } => ({ subject: subjectOf(table, 0), roles: [] });
/** Another authenticated user, without a role. */
export const stranger = (table: TableModel): Caller & { subject: string } => ({
  subject: subjectOf(table, 1),
  roles: [],
});

/** Whether a caller meets one of the rules; `rowOwner` is the subject of the row's owner. */
export const meets = (rules: readonly Rule[], caller: Caller, rowOwner?: string): boolean =>
  rules.some((rule) => {
    if (rule === 'public') return true;
    if (rule === 'nobody' || caller.subject === undefined) return false;
    if (rule === 'authenticated') return true;
    if (rule === 'owner') return rowOwner === caller.subject;
    return caller.roles.includes(roleOf(rule) ?? '');
  });

export const may = (world: World, caller: Caller, action: Action, row: Row): boolean =>
  isLink(row.table)
    ? holdsForLink(row.table, action, (_, needed, foreignKey) => {
        const end = world.parent(row, foreignKey);
        return end !== undefined && may(world, caller, needed, end);
      })
    : meets(rulesFor(row.table, action), caller, world.ownerOf(row));

/** Whether nobody may perform an action, so that authenticating does not help. */
export const isClosed = (table: TableModel, action: Action): boolean =>
  isLink(table)
    ? !holdsForLink(table, action, (end, needed) => !isClosed(end, needed))
    : rulesFor(table, action).every((rule) => rule === 'nobody');

/** Whether a caller may act on some rows of a table: if rows have owners, on the caller's own. */
export const canEver = (table: TableModel, action: Action, caller: Caller): boolean => {
  if (isLink(table)) return holdsForLink(table, action, (end, needed) => canEver(end, needed, caller));
  const owns = caller.subject !== undefined && canOwn(table, caller.subject);
  return meets(rulesFor(table, action), caller, owns ? caller.subject : undefined);
};

/** Whether the rules admit the caller at least as an owner: inaccessible rows are then hidden instead of forbidden. */
export const passes = (table: TableModel, action: Action, caller: Caller): boolean =>
  isLink(table)
    ? holdsForLink(table, action, (end, needed) => passes(end, needed, caller))
    : meets(rulesFor(table, action), caller, caller.subject);

/** Whether a caller may perform an action on every row of a table, regardless of its owner. */
export const mayAlways = (table: TableModel, action: Action, caller: Caller): boolean =>
  isLink(table)
    ? holdsForLink(table, action, (end, needed) => mayAlways(end, needed, caller))
    : meets(rulesFor(table, action), caller);
