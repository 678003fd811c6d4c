import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDataModel } from '../../test-support/arbitrary-data-model.ts';
import type { DataModel, Field, Table } from '../data-model.schema.ts';
import type { Relationship, RelationshipType } from '../relationship.schema.ts';
import { readDataModel } from '../read-data-model.ts';
import { relationshipKey } from '../relationship-key.ts';
import type { ResolvedModel, ResolvedTable } from '../resolved-model.ts';

type Members = Record<string, unknown>;

const rename = (members: object, names: Readonly<Record<string, string>>): Members =>
  Object.fromEntries(Object.entries(members).map(([key, value]) => [names[key] ?? key, value]));

/** Values as the designer's forms hold them: a text is read only as the type of the field asks. */
const designerField = (field: Field): Members => {
  const names = { required: 'isRequired', unique: 'isUnique', primary: 'isPrimary', enumValues: 'enumOptions' };
  const { minimum, maximum, minLength, maxLength, pattern, ...others } = field;
  const rules = Object.entries({ min: minimum, max: maximum, minLength, maxLength, pattern });
  const validation = rules.flatMap(([type, value]) =>
    value === undefined ? [] : [{ type, value: typeof value === 'number' ? String(value) : value }],
  );
  const keepsDefault = field.default === '' || typeof field.default === 'string';
  return { ...rename(others, keepsDefault ? names : { ...names, default: 'defaultValue' }), validation };
};

const isSimple = ({ fromFields, toFields }: Relationship): boolean => fromFields.length === 1 && toFields.length === 1;

const inverse: Partial<Record<RelationshipType, RelationshipType>> = {
  'one-to-many': 'many-to-one',
  'many-to-one': 'one-to-many',
};

/** The relationships as they stand in a table: those that go out from it, and those of others seen from here. */
const inTable = (table: Table, relationships: readonly Relationship[]): Members[] =>
  relationships.flatMap(({ fromTable, fromFields: [source], toTable, toFields: [target], ...others }) => {
    const mirrored = inverse[others.type];
    const own =
      fromTable === table.name ? [{ ...others, targetTable: toTable, sourceField: source, targetField: target }] : [];
    const seen = { ...others, type: mirrored, targetTable: fromTable, sourceField: target, targetField: source };
    return toTable === table.name && mirrored !== undefined ? [...own, seen] : own;
  });

/** Two kinds of links between two tables: seen from both of them, they would be taken for one. */
const haveTwin = (relationships: readonly Relationship[]): ReadonlySet<string> => {
  const keys = relationships.map(relationshipKey);
  return new Set(keys.filter((key, position) => keys.indexOf(key) !== position));
};

const toDesigner = ({ relationships = [], ...model }: DataModel): Members => {
  const twins = haveTwin(relationships);
  const fitsTable = (relationship: Relationship) => isSimple(relationship) && !twins.has(relationshipKey(relationship));
  return inDesignerForm(
    model,
    relationships.filter(fitsTable),
    relationships.filter((relationship) => !fitsTable(relationship)),
  );
};

const inDesignerForm = (
  model: DataModel,
  inTables: readonly Relationship[],
  atTop: readonly Relationship[],
): Members => ({
  ...model,
  relationships: atTop,
  tables: model.tables.map((table) => ({
    ...table,
    position: { x: 1, y: 2 },
    color: '#fff',
    fields: table.fields.map(designerField),
    indexes: table.indexes?.map((index) => rename(index, { unique: 'isUnique' })),
    relationships: inTable(table, inTables),
  })),
});

const toOlder = ({ relationships = [], ...model }: DataModel): Members => ({
  ...model,
  tables: model.tables.map(({ primaryKey, ...table }) => ({
    ...table,
    fields: table.fields.map((field) =>
      typeof field.default === 'string' ? field : rename(field, { default: 'defaultValue' }),
    ),
    indexes: [
      ...(primaryKey === undefined ? [] : [{ fields: primaryKey, type: 'primary' }]),
      ...(table.indexes ?? []).map(({ unique, ...index }) => ({
        ...index,
        type: unique === true ? 'unique' : 'index',
      })),
    ],
  })),
  relationships: relationships.map((relationship) =>
    isSimple(relationship)
      ? {
          ...relationship,
          fromFields: undefined,
          toFields: undefined,
          fromField: relationship.fromFields[0],
          toField: relationship.toFields[0],
        }
      : relationship,
  ),
});

/** A table without the members that depend on the order of relationships. */
const withoutOrder = ({ foreignKeys, owner, ...table }: ResolvedTable) => ({
  ...table,
  foreignKeys: table.origin === 'link' ? foreignKeys : foreignKeys.map((key) => JSON.stringify(key)).toSorted(),
  indexes: table.indexes.map((index) => JSON.stringify(index)).toSorted(),
  owner: owner?.kind === 'via' ? foreignKeys[owner.foreignKey]?.columns : owner,
});

const comparable = (model: ResolvedModel | undefined) =>
  model?.tables.map(withoutOrder).toSorted((one, other) => (one.name < other.name ? -1 : 1));

const read = (document: unknown) => {
  const { resolved, issues } = readDataModel(JSON.parse(JSON.stringify(document)));
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return comparable(resolved);
};

describe('the same model in another dialect', () => {
  it.each([
    ["the designer's", toDesigner],
    ['the older form', toOlder],
  ])('means the same: %s', (_, translate) => {
    fc.assert(
      fc.property(arbitraryDataModel(), (model) => {
        expect(read(translate(model))).toEqual(read(model));
      }),
      { numRuns: 150 },
    );
  });
});
