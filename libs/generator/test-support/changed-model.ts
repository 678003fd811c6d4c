import { resolveModel, type DataModel } from '@snapinfra/data-model';
import { arbitraryDataModel, type ModelOptions } from '@snapinfra/data-model/test-support';
import * as fc from 'fast-check';
import { pick, type Changes, type Choice, type RenamedLabel } from './model-changes/edits.ts';
import { fieldChanges, valueChanges } from './model-changes/field-changes.ts';
import { preparations, preparedChanges } from './model-changes/prepared-changes.ts';
import { relationshipChanges } from './model-changes/relationship-changes.ts';
import { keyChanges, tableChanges } from './model-changes/table-changes.ts';
import type { Rename } from '../src/schema-changes/index.ts';

/** Gives every table, field and relationship an id. */
const withIds = (model: DataModel): DataModel => ({
  ...model,
  tables: model.tables.map((table, position) => ({
    ...table,
    id: `t${position}`,
    fields: table.fields.map((field, column) => ({ ...field, id: `t${position}f${column}` })),
  })),
  ...(model.relationships && {
    relationships: model.relationships.map((relationship, position) => ({ ...relationship, id: `r${position}` })),
  }),
});

const withoutRelationshipIds = (model: DataModel): DataModel => ({
  ...model,
  ...(model.relationships && { relationships: model.relationships.map(({ id: _, ...relationship }) => relationship) }),
});

const withoutIds = (model: DataModel): DataModel => {
  const copy = structuredClone(model);
  for (const table of copy.tables) {
    delete table.id;
    for (const field of table.fields) delete field.id;
  }
  return withoutRelationshipIds(copy);
};

/** The kinds of changes, each by what it does to a model. */
const changes: Changes = {
  ...fieldChanges,
  ...valueChanges,
  ...tableChanges,
  ...keyChanges,
  ...relationshipChanges,
  ...preparedChanges,
};
/** By name; what a change cannot change it leaves as it is. */
const changeKinds: readonly string[] = Object.keys(changes);

const isValid = (model: DataModel): boolean => resolveModel(model).resolved !== undefined;

interface Draft {
  readonly model: DataModel;
  readonly renamedLabels: readonly RenamedLabel[];
  readonly kinds: readonly string[];
}

/** What a change makes of a model, or the model from before where that is not a valid one. */
const changed = (before: Draft, kind: string, choice: Choice, by = changes): Draft => {
  const model = structuredClone(before.model);
  const at = pick(model.tables, choice.table);
  const of = at && pick(at.fields, choice.field);
  if (at === undefined || of === undefined) return before;
  const renamedLabels = [...before.renamedLabels];
  by[kind]?.({ ...choice, model, at, of, renamedLabels });
  const isSame = JSON.stringify(model) === JSON.stringify(before.model);
  return isSame || !isValid(model) ? before : { model, renamedLabels, kinds: [...before.kinds, kind] };
};

/** A table or a field, with its id, that of its table, and the name of its table. */
const placesOf = (model: DataModel) =>
  model.tables.flatMap((table) => [
    { id: table.id, tableId: table.id, place: { table: table.name }, labels: [] as readonly string[] },
    ...table.fields.map(({ id, name, enumValues = [] }) => ({
      id,
      tableId: table.id,
      place: { table: table.name, field: name },
      labels: enumValues,
    })),
  ]);

type Place = ReturnType<typeof placesOf>[number];

/** What has an id later on; a field only in the table that it was in, as no rename leads out of a table. */
const laterPlace = (model: DataModel, { id, tableId }: Place): Place | undefined =>
  placesOf(model).find((later) => later.id === id && later.tableId === tableId);

/** Renames of tables and fields that only their ids tell. */
const renamesOf = (before: DataModel, after: DataModel): readonly Rename[] =>
  placesOf(before).flatMap((earlier) => {
    const [from, to] = [earlier.place, laterPlace(after, earlier)?.place];
    const isInPlace = 'field' in from && to !== undefined && 'field' in to;
    const isRenamed = to !== undefined && (isInPlace ? from.field !== to.field : from.table !== to.table);
    return isRenamed ? [{ from, to }] : [];
  });

/** Labels that were renamed once; those of fields that are there before and after. */
const labelRenames = (before: DataModel, after: DataModel, renamed: readonly RenamedLabel[]): readonly Rename[] =>
  renamed.flatMap(({ field, from, to }) => {
    const earlier = placesOf(before).find(({ id }) => id === field);
    const later = earlier && laterPlace(after, earlier);
    const isOnce = renamed.every((other) => other.field !== field || (other.from === from) === (other.to === to));
    const isThere = earlier?.labels.includes(from) === true && later?.labels.includes(to) === true;
    return isOnce && isThere ? [{ from: { ...earlier.place, value: from }, to: { ...later.place, value: to } }] : [];
  });

export interface ModelChange {
  readonly before: DataModel;
  readonly after: DataModel;
  /** Answers that say what ids do not. */
  readonly renames: readonly Rename[];
  /** The kinds of changes that had an effect. */
  readonly kinds: readonly string[];
}

export interface ChangeOptions extends ModelOptions {
  readonly kinds?: readonly string[];
  /** Whether the models have ids; without them, answers say what was renamed. By default some have. */
  readonly ids?: boolean;
}

const finished = (before: DataModel, { model, renamedLabels, kinds }: Draft, hasIds: boolean): ModelChange => {
  const labels = labelRenames(before, model, renamedLabels);
  if (hasIds) return { before, after: model, renames: labels, kinds };
  return {
    before: withoutIds(before),
    after: withoutIds(model),
    renames: [...renamesOf(before, model), ...labels],
    kinds,
  };
};

/** A random valid model, and what some changes make of it, which is valid, too. */
export const arbitraryModelChange = ({
  kinds = changeKinds,
  ids,
  ...options
}: ChangeOptions = {}): fc.Arbitrary<ModelChange> =>
  fc
    .record({
      before: arbitraryDataModel(options),
      choices: fc.array(
        fc.record({
          kind: fc.constantFrom(...kinds),
          table: fc.nat(1000),
          field: fc.nat(1000),
          other: fc.nat(1000),
          fresh: arbitraryDataModel({ ...options, maxTables: 1 }),
        }),
        { minLength: 1, maxLength: 10 },
      ),
      hasIds: ids === undefined ? fc.nat(3).map((number) => number > 0) : fc.constant(ids),
      hasRelationshipIds: fc.nat(3).map((number) => number > 0),
    })
    .map(({ before, choices, hasIds, hasRelationshipIds }) => {
      const apply = (model: DataModel, by: Changes): Draft =>
        choices.reduce<Draft>((draft, { kind, ...choice }) => changed(draft, kind, choice, by), {
          model,
          renamedLabels: [],
          kinds: [],
        });
      const identified = withIds(apply(before, preparations).model);
      const prepared = hasRelationshipIds ? identified : withoutRelationshipIds(identified);
      return finished(prepared, apply(prepared, changes), hasIds);
    });
