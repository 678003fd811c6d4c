import type * as fc from 'fast-check';
import type { DataModel } from '../src/data-model.schema.ts';
import { buildAccess } from './build-access.ts';
import { buildRelationship, type TakenNames } from './build-relationships.ts';
import { buildTable, type ModelDraft } from './build-tables.ts';
import { arbitraryModelSpec, type ModelOptions, type ModelSpec } from './model-specs.ts';

export type { ModelOptions } from './model-specs.ts';

const buildModel = (spec: ModelSpec): DataModel => {
  const draft: ModelDraft = { tables: [], relationships: [] };
  const taken: TakenNames = { tables: new Set(), keys: new Map() };
  for (const table of spec.tables) buildTable(draft, table, taken.tables);
  for (const relationship of spec.relationships) buildRelationship(draft, relationship, taken);
  buildAccess(draft, spec.tables);
  const model: DataModel = { name: spec.name, tables: draft.tables.map(({ table }) => table) };
  if (draft.relationships.length > 0) model.relationships = draft.relationships;
  if (spec.access !== undefined) model.access = { read: spec.access.read };
  return model;
};

/**
 * Random valid models, which cover every feature of `DataModel`: all types, arrays, keys of every kind and none, self
 * references, circles of optional foreign keys, several relationships between the same tables, soft delete, owners and
 * their chains, defaults, odd names and labels. Rows that satisfy all constraints exist for each.
 */
export const arbitraryDataModel = (options: ModelOptions = {}): fc.Arbitrary<DataModel> =>
  arbitraryModelSpec(options).map(buildModel);
