import type { Access, Rule } from '../data-model.schema.ts';
import type { ResolvedAccess } from '../resolved-model.ts';
import { describeTable, pointer, quote, quoteAll } from '../text.ts';
import type { ModelView, TableView } from '../validation/model-view.ts';

const operations = ['read', 'create', 'update', 'delete'] as const;
type Operation = (typeof operations)[number];

const unlessSaid: readonly Rule[] = ['authenticated'];

/** The effective rules of an operation: an empty list means `nobody`, and `nobody` beside other rules is dropped. */
const normalise = (rules: readonly Rule[]): readonly Rule[] => {
  const distinct = [...new Set(rules)];
  const effective = distinct.filter((rule) => rule !== 'nobody');
  return effective.length === 0 ? ['nobody'] : effective;
};

const warnAboutRules = ({ issues }: ModelView, access: Access | undefined, what: string, path: string): void => {
  for (const operation of operations) {
    const rules = access?.[operation];
    const at = pointer(path, 'access', operation);
    if (rules?.length === 0) {
      issues.add(
        'empty_rules',
        at,
        `${what}: an empty list of rules for ${quote(operation)} gives nobody access; write "nobody" if that is intended.`,
      );
    }
    if (rules !== undefined && rules.length > 1 && rules.includes('nobody')) {
      issues.add(
        'redundant_rule',
        at,
        `${what}: "nobody" has no effect beside the other rules for ${quote(operation)}.`,
      );
    }
  }
};

const namesOwner = ({ table }: TableView): boolean => table.ownerField !== undefined || table.ownerVia !== undefined;

const checkOwnerRules = (view: ModelView, owner: TableView): void => {
  for (const operation of operations) {
    const rules = owner.table.access?.[operation] ?? [];
    rules.forEach((rule, position) => {
      if (rule !== 'owner' || namesOwner(owner)) return;
      const message = `${describeTable(owner.table.name)} lets its owner ${operation} rows, but has neither "ownerField" nor "ownerVia".`;
      view.issues.add('owner_missing', pointer(owner.path, 'access', operation, position), message);
    });
  }
};

const checkInheritedOwnerRules = (view: ModelView): void => {
  for (const operation of operations) {
    const position = view.model.access?.[operation]?.indexOf('owner') ?? -1;
    if (position < 0) continue;
    const without = [...view.tables.values()].filter(
      (owner) => owner.table.access?.[operation] === undefined && !namesOwner(owner),
    );
    if (without.length === 0) continue;
    const names = quoteAll(without.slice(0, 10).map(({ table }) => table.name));
    const message = `The model lets owners ${operation} rows, but these tables have neither "ownerField" nor "ownerVia": ${names}${without.length > 10 ? ', …' : ''}.`;
    view.issues.add('owner_missing', pointer('', 'access', operation, position), message);
  }
};

const warnAboutAnonymousOwners = ({ issues, model }: ModelView, { table, path, fields }: TableView): void => {
  const create = table.access?.create ?? model.access?.create;
  if (create?.includes('public') !== true || table.ownerField === undefined) return;
  if (fields.get(table.ownerField)?.required !== true) return;
  const message = `${describeTable(table.name)} lets anybody create rows, but its owner field ${quote(table.ownerField)} is required, and anonymous callers have no subject to put into it.`;
  issues.add('owner_public_create', pointer(path, 'access', 'create'), message);
};

export const checkAccess = (view: ModelView): void => {
  warnAboutRules(view, view.model.access, 'The model', '');
  checkInheritedOwnerRules(view);
  for (const owner of view.tables.values()) {
    warnAboutRules(view, owner.table.access, describeTable(owner.table.name), owner.path);
    checkOwnerRules(view, owner);
    warnAboutAnonymousOwners(view, owner);
  }
};

/** The rules that hold for an operation on a table. */
export const rulesFor = (view: ModelView, owner: TableView, operation: Operation): readonly Rule[] =>
  normalise(owner.table.access?.[operation] ?? view.model.access?.[operation] ?? unlessSaid);

/** The rules that hold for a table: its own, else the model's, else that callers be known. */
export const resolveAccess = (view: ModelView, owner: TableView): ResolvedAccess => ({
  read: rulesFor(view, owner, 'read'),
  create: rulesFor(view, owner, 'create'),
  update: rulesFor(view, owner, 'update'),
  delete: rulesFor(view, owner, 'delete'),
});
