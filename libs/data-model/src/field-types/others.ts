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

/** `xml`: PostgreSQL alone can check it. */
export const xml: FieldTypeDescription<'xml'> = {
  keyType: 'xml',
  json: 'text',
  formatType: () => 'xml',
  hasEquality: false,
  hasOrder: false,
  isSortable: false,
  operators: presence,
  samples: ['<a/>', `<a b="it's">é &amp; 👩‍👩‍👧</a>`, 'words and <b>mark-up</b>', ' <!-- {"a",\\b} --> ', ''],
  badTexts: ['<a>', '<a/></b>', 'a & b'],
  cannotBeIndexed: 'of the type xml, whose values have no order,',
  cannotBePrimary: 'of the type xml, whose values have no order,',
  cannotBeForeignKey: 'xml',
  hasParts: false,
  holdsSubjects: false,
  hasSequence: false,
  members: [],
  precision: undefined,
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: 'only PostgreSQL can say whether a text is XML',
  defaultFunctions: [],
  range: undefined,
  readLiteral: () => expected('no default'),
};

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
