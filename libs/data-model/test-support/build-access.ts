import type { Access, Rule } from '../src/data-model.schema.ts';
import type { Relationship } from '../src/relationship.schema.ts';
import { resolveModel } from '../src/resolve-model.ts';
import type { ResolvedTable } from '../src/resolved-model.ts';
import { addField, type ModelDraft, type TableDraft } from './build-tables.ts';
import type { TableSpec } from './model-specs.ts';

const operations = ['read', 'create', 'update', 'delete'] as const;

const accessFrom = (spec: TableSpec['access'], hasOwner: boolean): Access | undefined => {
  if (spec === undefined) return undefined;
  const access: Access = {};
  for (const operation of operations) {
    const rules = spec[operation];
    if (rules === undefined) continue;
    const said: Rule[] = [...new Set(rules)].filter((rule) => hasOwner || rule !== 'owner');
    access[operation] = said.length === 0 ? ['authenticated'] : said;
  }
  return access;
};

/** A foreign key of one plain column that a token's subject can fill. */
const ownedColumn = (resolved: ResolvedTable | undefined): string | undefined =>
  resolved?.foreignKeys.find(({ columns: [column, ...more], unique }) => {
    const type = resolved.columns.find(({ name }) => name === column)?.type;
    return more.length === 0 && !unique && (type === 'uuid' || type === 'text' || type === 'bigint');
  })?.columns[0];

const relationshipTo = (
  model: ModelDraft,
  resolved: ResolvedTable | undefined,
  owned: ReadonlySet<string>,
): Relationship | undefined => {
  const key = resolved?.foreignKeys.find(({ referencedTable }) => owned.has(referencedTable));
  if (resolved === undefined || key === undefined) return undefined;
  return model.relationships.find(({ type, fromTable, fromFields, toTable, toFields }) => {
    if (type === 'many-to-many') return false;
    const ends = new Set([`${fromTable}\n${fromFields.join('\n')}`, `${toTable}\n${toFields.join('\n')}`]);
    const mine = `${resolved.name}\n${key.columns.join('\n')}`;
    return ends.has(mine) && ends.has(`${key.referencedTable}\n${key.referencedColumns.join('\n')}`);
  });
};

const giveOwner = (
  model: ModelDraft,
  draft: TableDraft,
  spec: TableSpec,
  resolved: ResolvedTable | undefined,
  owned: Set<string>,
): boolean => {
  if (spec.owner === 'none') return false;
  const via = spec.owner === 'via' ? relationshipTo(model, resolved, owned) : undefined;
  if (via !== undefined) {
    via.name ??= `owner of ${draft.position}`;
    draft.table.ownerVia = via.name;
    return true;
  }
  const reference = spec.owner === 'reference' ? ownedColumn(resolved) : undefined;
  const type = spec.owner === 'reference' || spec.owner === 'via' ? 'uuid' : spec.owner;
  const field = { type, ...(type === 'char' ? { length: 12 } : {}) };
  draft.table.ownerField = reference ?? addField(draft, 'owner', field, spec.softDelete ? {} : { required: true }).name;
  return true;
};

/** Gives tables their owners and rules; chains of owners follow the order of the tables, so that they end. */
export const buildAccess = (model: ModelDraft, specs: readonly TableSpec[]): void => {
  const { tables, relationships } = model;
  const { resolved } = resolveModel({ name: 'draft', tables: tables.map(({ table }) => table), relationships });
  const byName = new Map(resolved?.tables.map((table) => [table.name, table]));
  const owned = new Set<string>();
  for (const draft of tables) {
    const spec = specs[draft.position];
    if (spec === undefined) continue;
    const hasOwner = giveOwner(model, draft, spec, byName.get(draft.table.name), owned);
    if (hasOwner) owned.add(draft.table.name);
    const access = accessFrom(spec.access, hasOwner);
    if (access !== undefined) draft.table.access = access;
  }
};
