import { isStorableJson } from '../text.ts';
import { comparisons, expected, presence, type FieldTypeDescription } from './description.ts';

/** `boolean`. */
export const truth: FieldTypeDescription<'boolean'> = {
  keyType: 'boolean',
  json: 'boolean',
  formatType: () => 'boolean',
  hasEquality: true,
  hasOrder: true,
  isSortable: true,
  operators: ['eq', 'ne', 'isnull'],
  samples: [false, true],
  badTexts: ['maybe', '2', ''],
  cannotBeIndexed: undefined,
  cannotBePrimary: undefined,
  cannotBeForeignKey: undefined,
  hasParts: false,
  holdsSubjects: false,
  hasSequence: false,
  members: [],
  precision: undefined,
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: undefined,
  defaultFunctions: [],
  range: undefined,
  readLiteral: (value) => (typeof value === 'boolean' ? { value } : expected('true or false')),
};

/** `jsonb`, and `json`, whose values PostgreSQL cannot compare. */
export const json = <const Key extends 'json' | 'jsonb'>(keyType: Key): FieldTypeDescription<Key> => ({
  keyType,
  json: 'any',
  formatType: () => keyType,
  hasEquality: keyType === 'jsonb',
  hasOrder: keyType === 'jsonb',
  isSortable: false,
  operators: keyType === 'jsonb' ? ['contains', 'isnull'] : presence,
  samples: [{ a: ["it's", null, 1.5] }, [], 'text', 0, false],
  badTexts: [],
  cannotBeIndexed: keyType === 'json' ? 'of the type json, whose values have no order,' : undefined,
  cannotBePrimary: `of the type ${keyType}, which does not fit into a URL,`,
  cannotBeForeignKey: keyType,
  hasParts: keyType === 'jsonb',
  holdsSubjects: false,
  hasSequence: false,
  members: [],
  precision: undefined,
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: undefined,
  defaultFunctions: [],
  range: undefined,
  readLiteral: (value) => (isStorableJson(value) ? { value } : expected('JSON without NUL characters')),
});

interface Unchecked<Key extends string> {
  readonly keyType: Key;
  /** What its texts are, in messages. */
  readonly what: string;
  readonly samples: readonly [string, string, ...string[]];
  readonly badTexts: readonly string[];
}

/** A type whose texts PostgreSQL alone can check, and cannot compare. */
export const uncheckedText = <const Key extends string>(of: Unchecked<Key>): FieldTypeDescription<Key> => ({
  keyType: of.keyType,
  json: 'text',
  formatType: () => of.keyType,
  hasEquality: false,
  hasOrder: false,
  isSortable: false,
  operators: presence,
  samples: of.samples,
  badTexts: of.badTexts,
  cannotBeIndexed: `of the type ${of.keyType}, whose values have no order,`,
  cannotBePrimary: `of the type ${of.keyType}, whose values have no order,`,
  cannotBeForeignKey: of.keyType,
  hasParts: false,
  holdsSubjects: false,
  hasSequence: false,
  members: [],
  precision: undefined,
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: `only PostgreSQL can say whether a text is ${of.what}`,
  defaultFunctions: [],
  range: undefined,
  readLiteral: () => expected('no default'),
});

const knownLabels = new WeakMap<readonly string[], ReadonlySet<string>>();

/** A list of a thousand labels is not gone through for each of a thousand elements. */
const labelsOf = (enumValues: readonly string[]): ReadonlySet<string> => {
  const labels = knownLabels.get(enumValues) ?? new Set(enumValues);
  knownLabels.set(enumValues, labels);
  return labels;
};

/** An enum with labels of its own. */
export const labels: FieldTypeDescription<'enum'> = {
  keyType: 'enum',
  json: 'text',
  formatType: undefined,
  hasEquality: true,
  hasOrder: true,
  isSortable: true,
  operators: comparisons,
  samples: [],
  badTexts: ['none of its labels', ''],
  cannotBeIndexed: undefined,
  cannotBePrimary: undefined,
  cannotBeForeignKey: 'an enum, whose type no other field shares',
  hasParts: false,
  holdsSubjects: false,
  hasSequence: false,
  members: ['enumValues'],
  precision: undefined,
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: undefined,
  defaultFunctions: [],
  range: undefined,
  readLiteral: (value, { enumValues = [] }) =>
    typeof value === 'string' && labelsOf(enumValues).has(value) ? { value } : expected('one of its values'),
};
