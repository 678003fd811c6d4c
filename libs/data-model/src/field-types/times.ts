import { formats, fractionDigits, secondDigits } from '../values/formats.ts';
import { expected, type DefaultFunction, type FieldTypeDescription, type LiteralReading } from './description.ts';

interface Clock<Key extends string> {
  readonly keyType: Key;
  /** The name of the format that its texts have, see {@link formats}. */
  readonly format: string;
  readonly defaultFunctions: readonly DefaultFunction[];
}

const readSeconds = (value: unknown, name: string, precision = secondDigits): LiteralReading => {
  const { matches, expected: form } = formats.get(name) ?? { matches: () => true, expected: 'a text' };
  if (typeof value !== 'string' || !matches(value)) return expected(form);
  if (fractionDigits(value) <= precision) return { value };
  return expected(
    precision === 0 ? `${form}, in whole seconds` : `${form}, with ${precision} digits of a second at most`,
  );
};

/** A time, a moment or an interval: a text with seconds, of which the column keeps so many digits. */
export const clock = <const Key extends string>(of: Clock<Key>): FieldTypeDescription<Key> => ({
  keyType: of.keyType,
  json: 'text',
  cannotBeIndexed: undefined,
  cannotBePrimary: undefined,
  cannotBeForeignKey: undefined,
  hasParts: false,
  holdsSubjects: false,
  hasSequence: false,
  members: ['precision'],
  precision: 'seconds',
  usualLength: undefined,
  defaultFunctions: of.defaultFunctions,
  range: undefined,
  readLiteral: (value, { precision }) => readSeconds(value, of.format, precision),
});
