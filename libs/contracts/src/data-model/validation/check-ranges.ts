import type { Field } from '../data-model.schema.ts';
import { kindOf, memberApplies } from '../field-kinds.ts';
import { pointer } from '../text.ts';
import type { CheckedField } from './check-fields.ts';
import { integerRange } from './literals.ts';

const largestReal = 3.4028234663852886e38;

/** Smallest and largest value of a number type; numeric(p,s) is bounded by its digits. */
const typeRange = ({ type, precision, scale = 0 }: Field): readonly [number, number] => {
  const kind = kindOf(type);
  if (kind === 'integer') {
    const [minimum, maximum] = integerRange(type);
    return [Number(minimum), Number(maximum)];
  }
  if (type === 'real') return [-largestReal, largestReal];
  const largest = kind === 'numeric' && precision !== undefined ? 10 ** (precision - scale) : Number.MAX_VALUE;
  return [-largest, largest];
};

const checkExactness = ({ field, path, label, issues }: CheckedField): void => {
  if (field.type !== 'bigint' && field.type !== 'bigserial') return;
  for (const member of ['minimum', 'maximum'] as const) {
    const bound = field[member];
    if (bound === undefined || Math.abs(bound) <= Number.MAX_SAFE_INTEGER) continue;
    const message = `${label}: "${member}" is beyond ${Number.MAX_SAFE_INTEGER}, where JSON numbers are no longer exact.`;
    issues.add('bound_not_exact', pointer(path, member), message);
  }
};

const checkNumbers = (checked: CheckedField): void => {
  const { field, path, label, issues } = checked;
  const { minimum, maximum } = field;
  if ((minimum ?? maximum) === undefined || !memberApplies('minimum', field)) return;
  checkExactness(checked);
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    issues.add(
      'empty_range',
      pointer(path, 'minimum'),
      `${label}: the minimum (${minimum}) is above the maximum (${maximum}).`,
    );
    return;
  }
  const [smallest, largest] = typeRange(field);
  const outside = (minimum ?? smallest) > largest ? 'minimum' : (maximum ?? largest) < smallest ? 'maximum' : undefined;
  if (outside === undefined) return;
  const message = `${label}: no value of the type ${field.type} is within its "${outside}" (${field[outside]}).`;
  issues.add('empty_range', pointer(path, outside), message);
};

const checkLengths = ({ field, path, label, issues }: CheckedField): void => {
  const { minLength, maxLength = Infinity, type, array } = field;
  if (minLength === undefined || !memberApplies('minLength', { type, ...(array === undefined ? {} : { array }) }))
    return;
  const longest = Math.min(maxLength, field.length ?? (type === 'char' ? 1 : Infinity));
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
