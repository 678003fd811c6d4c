import * as fc from 'fast-check';
import {
  fieldTypes,
  hasLabels,
  type DataModel,
  type FieldType,
  type ResolvedColumn,
  type ResolvedModel,
  type ResolvedTable,
} from '@snapinfra/data-model';
import { injectionCorpus, marker, unstorableCorpus } from './injection-corpus.ts';
import { column, foreignKey, table } from './resolved-builders.ts';

const cut = (text: string): string => [...text].slice(0, 200).join('');
const known = fc.constantFrom(...injectionCorpus);

/** Any text that a person, a program or an attacker could put somewhere, of 1 to 200 characters. */
const anyText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: known },
    { weight: 3, arbitrary: fc.tuple(known, known).map((texts) => texts.join('')) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.string({ unit: 'binary-ascii', maxLength: 8 }), fc.constantFrom(` ${marker}() `, `;${marker};`))
        .map((texts) => texts.join('')),
    },
    { weight: 1, arbitrary: fc.constantFrom(...unstorableCorpus) },
  )
  .map(cut);

/** The same within what a database can hold, as the model's validation demands of labels and defaults. */
const storable = anyText.map((text) => text.toWellFormed().replaceAll('\u0000', ' '));
/** Names, too, are storable in a valid model; the emitters are to stand more. */
const nameText = anyText.filter((text) => text !== '__proto__');
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};
const pattern = storable
  .map((text) => (isPattern(text) ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')))
  .filter(isPattern);

const plainTypes = fieldTypes.filter((type) => !hasLabels(type));

const textColumn = fc
  .record({
    default: optional(storable),
    pattern: optional(pattern),
    format: fc.constantFrom(undefined, 'email', 'url', 'password', 'file'),
  })
  .map((more): Partial<ResolvedColumn> => ({
    type: 'text',
    format: more.format,
    pattern: more.pattern,
    default:
      more.default === undefined || more.format === 'password' ? undefined : { kind: 'literal', value: more.default },
  }));

const enumColumn = fc
  .record({
    labels: fc.uniqueArray(storable, { minLength: 1, maxLength: 4 }),
    array: fc.boolean(),
    hasDefault: fc.boolean(),
  })
  .map(({ labels, array, hasDefault }): Partial<ResolvedColumn> => ({
    type: 'enum',
    enumValues: labels,
    array,
    default: hasDefault ? { kind: 'literal', value: array ? labels : labels[0] } : undefined,
  }));

const jsonColumn = fc
  .record({ key: storable, value: storable, type: fc.constantFrom<FieldType>('json', 'jsonb') })
  .map(({ key, value, type }): Partial<ResolvedColumn> => ({
    type,
    default: { kind: 'literal', value: { [key]: [value, { [value]: null }] } },
  }));

const columnArbitrary = fc
  .record({
    name: nameText,
    id: optional(anyText),
    description: optional(anyText),
    required: fc.boolean(),
    kind: fc.oneof(
      textColumn,
      enumColumn,
      jsonColumn,
      fc.constantFrom(...plainTypes).map((type): Partial<ResolvedColumn> => ({ type })),
    ),
  })
  .map(({ kind, name, ...more }) => column(name, kind.type ?? 'text', { ...more, ...kind }));

const tableArbitrary = fc
  .record({
    name: nameText,
    id: optional(anyText),
    description: optional(anyText),
    columns: fc.uniqueArray(columnArbitrary, { minLength: 3, maxLength: 6, selector: ({ name }) => name }),
    indexName: optional(nameText),
    unique: fc.boolean(),
    softDelete: fc.boolean(),
    role: anyText,
    referenceName: optional(anyText),
    owned: fc.boolean(),
  })
  .map(({ columns, indexName, unique, role, referenceName, owned, ...more }) => ({
    columns,
    indexName,
    unique,
    role,
    referenceName,
    owned,
    more,
  }));

type Draft = typeof tableArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** The first column is the key, the second refers to the table before (or to its own), the third may be the owner. */
const toTable = (draft: Draft, position: number, drafts: readonly Draft[]): ResolvedTable => {
  const { more, columns, indexName, unique, role, referenceName, owned } = draft;
  const [key, reference, owner, ...others] = columns;
  if (key === undefined || reference === undefined || owner === undefined) throw new Error('a table has three columns');
  const target = drafts[position - 1] ?? draft;
  const plain = { array: false, enumValues: undefined, default: undefined, pattern: undefined, format: undefined };
  return table(more.name, {
    ...more,
    columns: [
      { ...key, ...plain, type: 'integer', required: true },
      { ...reference, ...plain, type: 'integer', required: false },
      owned ? { ...owner, ...plain, type: 'text' } : owner,
      ...others,
    ],
    primaryKey: [key.name],
    itemKey: [key.name],
    indexes: [{ name: indexName, columns: [reference.name, key.name], unique }],
    foreignKeys: [
      foreignKey([reference.name], target.more.name, [target.columns[0]?.name ?? ''], { name: referenceName }),
    ],
    access: {
      read: [`role:${role}`],
      create: ['authenticated'],
      update: owned ? ['owner', `role:${role}`] : ['public'],
      delete: ['nobody'],
    },
    owner: owned ? { kind: 'field', column: owner.name } : undefined,
  });
};

export interface HostileInput {
  readonly model: ResolvedModel;
  readonly dataModel: DataModel;
  readonly options: { readonly projectName: string; readonly description: string; readonly architecture: unknown };
  readonly messages: readonly string[];
}

const toDataModel = (model: ResolvedModel): DataModel => ({
  name: model.name,
  tables: model.tables.map(({ name, columns }) => ({
    name,
    fields: columns.map((field) => ({ name: field.name, type: field.type })),
  })),
});

/** A small model of one to three tables in which every text is hostile. */
export const hostileInput: fc.Arbitrary<HostileInput> = fc
  .record({
    name: anyText,
    drafts: fc.uniqueArray(tableArbitrary, { minLength: 1, maxLength: 3, selector: ({ more }) => more.name }),
    projectName: anyText,
    description: anyText,
    nodes: fc.array(fc.record({ id: anyText, type: anyText, label: anyText }), { maxLength: 3 }),
    edgeLabel: anyText,
    messages: fc.array(anyText, { maxLength: 2 }),
  })
  .map(({ name, drafts, nodes, edgeLabel, messages, projectName, description }) => {
    const model: ResolvedModel = { name, tables: drafts.map(toTable) };
    const edges = nodes
      .slice(1)
      .map((node, index) => ({ source: nodes[index]?.id, target: node.id, label: edgeLabel }));
    return {
      model,
      dataModel: toDataModel(model),
      options: { projectName, description, architecture: { nodes, edges } },
      messages,
    };
  });
