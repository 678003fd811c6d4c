import type { Field } from '../data-model.schema.ts';
import { describeFieldType, hasLabels, isText, memberApplies, valueMembers } from '../field-types/index.ts';
import type { IssueList } from '../issue.ts';
import { describeField, isStorable, pointer, quote } from '../text.ts';
import { checkRanges } from './check-ranges.ts';
import type { ModelView } from './model-view.ts';
import { unicodePattern } from './patterns.ts';
import { readDefaultValue } from './read-default-value.ts';

/** A field to check, with its path and its label in messages. */
export interface CheckedField {
  readonly field: Field;
  readonly path: string;
  readonly label: string;
  readonly issues: IssueList;
}

const checkApplicability = ({ field, path, label, issues }: CheckedField): void => {
  for (const member of valueMembers) {
    if (field[member] === undefined || memberApplies(member, field)) continue;
    const of = field.array === true ? `an array of ${field.type}` : `the type ${field.type}`;
    issues.add('member_not_applicable', pointer(path, member), `${label}: ${quote(member)} does not apply to ${of}.`);
  }
  if (field.array === true && describeFieldType(field.type).hasSequence) {
    const message = `${label} is an array of ${field.type}; a sequence gives single numbers.`;
    issues.add('member_not_applicable', pointer(path, 'array'), message);
  }
};

const contradictsType = ({ type, format, length, array }: Field): string | undefined => {
  if (format === undefined || !isText(type)) return undefined;
  const { ownFormat, usualLength } = describeFieldType(type);
  if (ownFormat !== undefined) {
    const fits = format === ownFormat || (ownFormat === 'url' && format === 'file');
    return fits ? undefined : `does not apply to the type ${type}`;
  }
  if (format !== 'password') return undefined;
  if (usualLength !== undefined) return `does not apply to ${type}: the hash of a password is a longer text`;
  if (array === true) return 'does not apply to an array';
  return length === undefined ? undefined : 'does not go with "length", which would cut the hash; use "maxLength"';
};

const checkFormat = ({ field, path, label, issues }: CheckedField): void => {
  const reason = contradictsType(field);
  if (reason === undefined) return;
  issues.add('member_not_applicable', pointer(path, 'format'), `${label}: the format ${field.format} ${reason}.`);
};

const checkEnum = ({ field, path, label, issues }: CheckedField): void => {
  if (!hasLabels(field.type)) return;
  const values = field.enumValues ?? [];
  if (values.length === 0) issues.add('enum_without_values', path, `${label} is an enum without values.`);
  const seen = new Set<string>();
  values.forEach((value, position) => {
    const at = pointer(path, 'enumValues', position);
    if (seen.has(value)) issues.add('duplicate_value', at, `${label} lists the value ${quote(value)} twice.`);
    else if (!isStorable(value))
      issues.add('text_not_storable', at, `${label} has a value that PostgreSQL cannot store.`);
    seen.add(value);
  });
};

const precisionProblem = ({ type, precision, scale }: Field): string | undefined => {
  if (describeFieldType(type).precision !== 'digits') {
    return precision !== undefined && precision > 6 ? `the precision of ${type} is 6 at most` : undefined;
  }
  if (precision === 0) return 'the precision of a number is 1 at least';
  if (scale === undefined) return undefined;
  if (precision === undefined) return '"scale" needs "precision"';
  return scale > precision ? `the scale (${scale}) is larger than the precision (${precision})` : undefined;
};

const checkPrecision = ({ field, path, label, issues }: CheckedField): void => {
  const problem = precisionProblem(field);
  if (problem === undefined || !memberApplies('precision', field)) return;
  issues.add(
    'precision_and_scale',
    pointer(path, field.scale === undefined ? 'precision' : 'scale'),
    `${label}: ${problem}.`,
  );
};

const checkPattern = ({ field, path, label, issues }: CheckedField): void => {
  if (field.pattern === undefined || !memberApplies('pattern', field)) return;
  const [posix] = /\[[:=.]\w+[:=.]\](?=[^[]*\])/.exec(field.pattern) ?? [];
  if (posix !== undefined) {
    const message = `${label} has a pattern with ${quote(posix)}, a class in PostgreSQL, but a list of single characters in ECMAScript; write the characters, as in [A-Za-z0-9].`;
    issues.add('pattern_posix', pointer(path, 'pattern'), message);
  }
  if (unicodePattern(field.pattern) !== undefined) return;
  const message = `${label}: ${quote(field.pattern)} is not a regular expression in ECMAScript's Unicode mode.`;
  issues.add('pattern_invalid', pointer(path, 'pattern'), message);
};

const checkDefault = ({ field, path, label, issues }: CheckedField): void => {
  if (field.default === undefined || field.default === null) return;
  const reading = readDefaultValue(field);
  const at = pointer(path, 'default');
  if (reading.kind === 'not_allowed') {
    issues.add(
      'default_not_allowed',
      at,
      `${label} cannot have the default ${shown(field.default)}: ${reading.reason}.`,
    );
  }
  if (reading.kind === 'invalid') {
    issues.add(
      'default_invalid',
      at,
      `${label} has the default ${shown(field.default)}; it must be ${reading.expected}.`,
    );
  }
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const checkChar = ({ field, path, label, issues }: CheckedField): void => {
  if (describeFieldType(field.type).usualLength === undefined || field.length !== undefined) return;
  issues.add('char_without_length', path, `${label} is ${field.type} without a length, which holds one character.`);
};

const checks = [
  checkApplicability,
  checkFormat,
  checkEnum,
  checkPrecision,
  checkRanges,
  checkPattern,
  checkDefault,
  checkChar,
];

/** What can be said about each field by itself. */
export const checkFields = ({ model, unreadableFields, issues }: ModelView): void => {
  model.tables.forEach((table, tablePosition) => {
    table.fields.forEach((field, position) => {
      if (unreadableFields.has(field)) return;
      const path = pointer('', 'tables', tablePosition, 'fields', position);
      const checked = { field, path, label: describeField(table.name, field.name), issues };
      for (const check of checks) check(checked);
    });
  });
};
