import { type Bound, type Field } from '../data-model.schema.ts';
import { dataModelLimits } from '../data-model-limits.ts';
import { memberApplies } from '../field-types/index.ts';
import { pointer, quote } from '../text.ts';
import { isOrdered } from '../validation/bounds.ts';
import { isDecimal, isExactly } from '../values/decimals.ts';
import {
  closeObject,
  type DocumentObject,
  fits,
  list,
  member,
  openObject,
  requiredText,
  text,
} from './document-object.ts';
import { openOtherMembers } from './vocabulary.ts';

const known: ReadonlySet<string> = new Set(['type', 'value', 'message', 'id']);
const members = {
  min: 'minimum',
  max: 'maximum',
  minlength: 'minLength',
  maxlength: 'maxLength',
  pattern: 'pattern',
} as const;
type RuleMember = (typeof members)[keyof typeof members];
const hasMember = (type: string): type is keyof typeof members => Object.hasOwn(members, type);

interface Context {
  readonly rule: DocumentObject;
  readonly field: Field;
  readonly label: string;
  /** Canonical members that the rules gave so far, with where. */
  readonly given: Map<RuleMember, string>;
}

/** Forms give text for numbers; its digits are kept where a JSON number would lose some. */
const toBound = (value: unknown): Bound | undefined => {
  if (typeof value !== 'string' || value.trim() === '') {
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }
  const text = value.trim();
  const read = Number(text);
  if (isDecimal(text) && !isExactly(read, text)) return text;
  return Number.isFinite(read) ? read : undefined;
};

const complain = ({ rule, label }: Context, expected: string): void => {
  const message = `${label}: the value of a validation rule must be ${expected}.`;
  rule.issues.add('validation_value', pointer(rule.path, 'value'), message);
};

const isNumberBound = (name: RuleMember): name is 'minimum' | 'maximum' => name === 'minimum' || name === 'maximum';

/** The strictest of several bounds: it implies the others. */
const applyBound = (context: Context, name: 'minimum' | 'maximum', value: unknown): void => {
  const bound = toBound(value);
  if (bound === undefined) return complain(context, 'a number');
  const earlier = context.field[name];
  const isStricter =
    earlier === undefined || (name === 'minimum' ? isOrdered(earlier, bound) : isOrdered(bound, earlier));
  if (!isStricter) return;
  context.field[name] = bound;
  context.given.set(name, pointer(context.rule.path, 'value'));
};

const applyLength = (context: Context, name: 'minLength' | 'maxLength', value: unknown): void => {
  const length = toBound(value);
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
    return complain(context, 'a whole number, 0 or more');
  }
  const earlier = context.field[name];
  const strictest = name === 'minLength' ? Math.max : Math.min;
  context.field[name] = earlier === undefined ? length : strictest(earlier, length);
  if (context.field[name] === length) context.given.set(name, pointer(context.rule.path, 'value'));
};

const applyPattern = (context: Context, value: unknown): void => {
  if (typeof value !== 'string') return complain(context, 'a pattern');
  if (context.field.pattern !== undefined && context.field.pattern !== value) {
    const message = `${context.label} has more than one pattern; combine them into one.`;
    context.rule.issues.add('contradictory_members', context.rule.path, message);
    return;
  }
  context.field.pattern = value;
  context.given.set('pattern', pointer(context.rule.path, 'value'));
};

const applyRule = (context: Context): void => {
  const { rule, field, label } = context;
  const type = requiredText(rule, 'type', 50);
  if (type === undefined) return;
  const normalised = type.toLowerCase();
  if (normalised === 'custom') {
    const message = `${label} has a custom validation rule, which is not generated: add it to the code of the backend.`;
    return rule.issues.add('validation_custom', rule.path, message);
  }
  if (!hasMember(normalised)) {
    const message = `${label}: ${quote(type)} is not a validation rule; allowed are pattern, min, max, minLength, maxLength and custom.`;
    return rule.issues.add('unknown_value', pointer(rule.path, 'type'), message);
  }
  const name = members[normalised];
  if (!memberApplies(name, field)) {
    const message = `${label}: the validation rule ${quote(type)} does not apply to the type ${field.type} and is not generated.`;
    return rule.issues.add('validation_not_applicable', rule.path, message);
  }
  const value = member(rule, 'value');
  if (!fits(rule, 'value', value, dataModelLimits.patternLength)) return;
  if (name === 'pattern') return applyPattern(context, value);
  return isNumberBound(name) ? applyBound(context, name, value) : applyLength(context, name, value);
};

/** Turns the designer's `validation` into members of the field, with a warning for each rule that has no such member. */
export const readValidationRules = (
  object: DocumentObject,
  field: Field,
  readable: boolean,
): ReadonlyMap<RuleMember, string> => {
  const given = new Map<RuleMember, string>();
  list(object, 'validation', 100)?.forEach((value, position) => {
    const path = pointer(object.path, 'validation', position);
    const rule = openObject(value, path, `${object.label}, validation rule ${position}`, object.issues);
    if (rule === undefined) return;
    closeObject(rule, known, openOtherMembers);
    if (readable) applyRule({ rule, field, label: object.label, given });
    if (text(rule, 'message', dataModelLimits.descriptionLength)) {
      const message = `${object.label}: the message of a validation rule is not generated; the backend uses its own message.`;
      rule.issues.add('validation_message', pointer(path, 'message'), message);
    }
  });
  return given;
};
