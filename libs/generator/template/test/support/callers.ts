import type { Action, Rule, TableModel } from './model.ts';
import { subjectOf } from './owners.ts';
import { model } from './project.ts';
import type { Row, World } from './world.ts';

/** Who sends a request; without a subject nobody is signed in. */
export interface Caller {
  readonly subject?: string;
  readonly roles: readonly string[];
}

export const anonymous: Caller = { roles: [] };

const roleOf = (rule: Rule) => (rule.startsWith('role:') ? rule.slice('role:'.length) : undefined);
/** The roles that rules name. */
export const rolesIn = (rules: readonly Rule[]) => rules.map(roleOf).filter((role) => role !== undefined);

/** Every role that the access rules of the project name. */
export const allRoles: readonly string[] = [
  ...new Set(model.tables.flatMap((table) => rolesIn(Object.values(table.access).flat()))),
];

/** The roles that a table's own rules name. */
export const rolesOf = (table: TableModel): readonly string[] => [
  ...new Set(rolesIn(Object.values(table.access).flat())),
];

/** A signed-in user with every role, whose subject can own rows of the table. */
export const insider = (table: TableModel): Caller & { subject: string } => ({
  subject: subjectOf(table, 0),
  roles: allRoles,
});
/** The same user without a role. */
export const owner = (table: TableModel): Caller & { subject: string } => ({ subject: subjectOf(table, 0), roles: [] });
/** Another signed-in user, without a role. */
export const stranger = (table: TableModel): Caller & { subject: string } => ({
  subject: subjectOf(table, 1),
  roles: [],
});

/** Whether rules are met by a caller; `rowOwner` is the subject who owns the row in question. */
export const meets = (rules: readonly Rule[], caller: Caller, rowOwner?: string): boolean =>
  rules.some((rule) => {
    if (rule === 'public') return true;
    if (rule === 'nobody' || caller.subject === undefined) return false;
    if (rule === 'authenticated') return true;
    if (rule === 'owner') return rowOwner === caller.subject;
    return caller.roles.includes(roleOf(rule) ?? '');
  });

export const may = (world: World, caller: Caller, action: Action, row: Row): boolean =>
  meets(row.table.access[action], caller, world.ownerOf(row));

/** Whether a caller may do something with some rows of a table, so that the table's tests can do it at all. */
export const canEver = (table: TableModel, action: Action, caller: Caller): boolean =>
  meets(table.access[action], caller, caller.subject) &&
  (!table.access[action].includes('owner') || table.owner !== undefined || meets(table.access[action], caller));
