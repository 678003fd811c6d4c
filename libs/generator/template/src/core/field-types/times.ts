import { fractionDigits, type FormatName } from '../formats.ts';
import type { ColumnRules, ColumnTypeDescription, Schema } from './description.ts';
import { containment, ordering } from './operators.ts';
import { asItIs, asSent, plainText, readFormat } from './shared.ts';

const change = (text: string, { secondDigits }: ColumnRules): string | undefined => {
  if (secondDigits === undefined || fractionDigits(text) <= secondDigits) return undefined;
  return secondDigits === 0 ? 'must be in whole seconds' : `must have at most ${secondDigits} digits of a second`;
};

/** Of `2026-01-01T10:00:00.123456 02:00`. */
const longestMoment = 40;

/** An unencoded plus in a query arrives as a space: `2026-01-01T10:00:00 02:00` is what became of `+02:00`. */
const withOffset = (text: string): string => {
  if (text.length > longestMoment) return text;
  const space = text.search(/ \d{2}(:?\d{2})?$/);
  return /:\d{2}/.test(text.slice(0, Math.max(0, space))) ? `${text.slice(0, space)}+${text.slice(space + 1)}` : text;
};

interface Clock {
  readonly cast: string;
  readonly format: FormatName;
  readonly documented: Schema;
  readonly hasOffset: boolean;
}

/** Times, moments and intervals: texts with seconds, of which the column keeps so many digits. */
export const clock = ({ cast, format, documented, hasOffset }: Clock): ColumnTypeDescription => {
  const read = readFormat(format);
  return {
    cast,
    comparedAs: undefined,
    modifierRefuses: false,
    hasSeconds: true,
    textForm: { format, documented },
    numberForm: undefined,
    subjectForm: undefined,
    normalise: asSent,
    change,
    sqlText: plainText,
    answered: asItIs,
    readUrl: hasOffset ? (text, rules) => read(withOffset(text), rules) : read,
    urlSchema: () => ({ type: 'string', format }),
    operators: ordering,
    listOperators: containment,
    contains: 'part',
    sorts: true,
    makesUpKeys: false,
  };
};
