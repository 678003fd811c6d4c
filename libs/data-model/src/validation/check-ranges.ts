import type { Bound } from '../data-model.schema.ts';
import { describeFieldType, memberApplies } from '../field-types/index.ts';
import { pointer } from '../text.ts';
import { isOrdered } from './bounds.ts';
import type { CheckedField } from './check-fields.ts';

/** A JSON number has been rounded before anybody could look at it; digits in a text have not. */
const checkExactness = ({ field, path, label, issues }: CheckedField): void => {
  if (describeFieldType(field.type).json !== 'int64') return;
  for (const member of ['minimum', 'maximum'] as const) {
    const bound = field[member];
    if (typeof bound !== 'number' || Math.abs(bound) <= Number.MAX_SAFE_INTEGER) continue;
    const message = `${label}: "${member}" is beyond ${Number.MAX_SAFE_INTEGER}, where JSON numbers are no longer exact; write its digits as a text.`;
    issues.add('bound_not_exact', pointer(path, member), message);
  }
};

const shown = (bound: Bound | undefined): string => {
  const text = String(bound);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const checkNumbers = (checked: CheckedField): void => {
  const { field, path, label, issues } = checked;
  const { minimum, maximum } = field;
  if ((minimum ?? maximum) === undefined || !memberApplies('minimum', field)) return;
  checkExactness(checked);
  if (!isOrdered(minimum, maximum)) {
    const message = `${label}: the minimum (${shown(minimum)}) is above the maximum (${shown(maximum)}).`;
    issues.add('empty_range', pointer(path, 'minimum'), message);
    return;
  }
  const [smallest, largest] = describeFieldType(field.type).range?.(field) ?? [undefined, undefined];
  const outside = isOrdered(minimum, largest) ? (isOrdered(smallest, maximum) ? undefined : 'maximum') : 'minimum';
  if (outside === undefined) return;
  const message = `${label}: no value of the type ${field.type} is within its "${outside}" (${shown(field[outside])}).`;
  issues.add('empty_range', pointer(path, outside), message);
};

const checkLengths = ({ field, path, label, issues }: CheckedField): void => {
  const { minLength, maxLength = Infinity, type, array } = field;
  if (minLength === undefined || !memberApplies('minLength', { type, ...(array === undefined ? {} : { array }) }))
    return;
  const longest = Math.min(maxLength, field.length ?? describeFieldType(type).usualLength ?? Infinity);
  if (minLength <= longest) return;
  issues.add(
    'empty_range',
    pointer(path, 'minLength'),
    `${label}: at least ${minLength} and at most ${longest} characters.`,
  );
};

/** Bounds that leave no value. */
export const checkRanges = (checked: CheckedField): void => {
  checkNumbers(checked);
  checkLengths(checked);
};
