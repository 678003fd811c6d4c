import { type FormatName } from '../values/formats.ts';
import { containments, type FieldTypeDescription } from './description.ts';
import { readFormatted } from './texts.ts';

interface Range<Key extends FormatName> {
  /** Its name in PostgreSQL, and the name of the format of its texts. */
  readonly name: Key;
  readonly samples: readonly [string, string, ...string[]];
  readonly badTexts: readonly string[];
}

/**
 * A range as the text that PostgreSQL writes. Other spellings are taken as well and read back in PostgreSQL's: `[1,3]` as
 * `[1,4)` where a bound has a next one, and a range without values as `empty`.
 */
export const range = <const Key extends FormatName>({
  name,
  samples,
  badTexts,
}: Range<Key>): FieldTypeDescription<Key> => ({
  keyType: name,
  json: 'text',
  formatType: () => name,
  hasEquality: true,
  hasOrder: true,
  isSortable: true,
  operators: containments,
  samples,
  badTexts,
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
  readLiteral: (value) => readFormatted(value, name),
});
