import type { Bound } from '../data-model.schema.ts';
import type { IssueList } from '../issue.ts';
import { isLongerJsonThan, isLongerThan, pointer, quote } from '../text.ts';
import { isDecimal } from '../values/decimals.ts';

/** An object of the document, with the path and the label that its issues need. */
export interface DocumentObject {
  /** JSON pointer to the object. */
  readonly path: string;
  /** How messages call it: `Field "total" of table "order"`. */
  readonly label: string;
  readonly issues: IssueList;
  readonly members: Readonly<Record<string, unknown>>;
}

const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrongType = (issues: IssueList, path: string, label: string, expected: string, value: unknown): undefined => {
  issues.add('wrong_type', path, `${label} must be ${expected}, not ${typeName(value)}.`);
};

export const openObject = (
  value: unknown,
  path: string,
  label: string,
  issues: IssueList,
): DocumentObject | undefined =>
  isRecord(value) ? { path, label, issues, members: value } : wrongType(issues, path, label, 'an object', value);

/** The value of a member; null counts as absent, because serialisers write it for missing values. */
export const member = (object: DocumentObject, key: string): unknown => {
  const value = Object.hasOwn(object.members, key) ? object.members[key] : undefined;
  return value === null ? undefined : value;
};

const labelOf = (object: DocumentObject, key: string): string => `${object.label}: ${quote(key)}`;

const typed =
  <Value>(expected: string, is: (value: unknown) => value is Value) =>
  (object: DocumentObject, key: string): Value | undefined => {
    const value = member(object, key);
    if (value === undefined) return undefined;
    if (is(value)) return value;
    return wrongType(object.issues, pointer(object.path, key), labelOf(object, key), expected, value);
  };

const isBound = (value: unknown): value is Bound =>
  typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && isDecimal(value);

export const flag = typed('true or false', (value) => typeof value === 'boolean');
const number = typed('a number', (value): value is number => typeof value === 'number' && Number.isFinite(value));
/** A bound of a number; see `Bound`. */
export const bound = typed('a number, or its digits as a text', isBound);
export const record = typed('an object', isRecord);
const rawText = typed('a text', (value) => typeof value === 'string');
const rawList = typed('a list', (value): value is readonly unknown[] => Array.isArray(value));

/** Whether a value is within its limit, counted as JSON text where it is no text. */
export const fits = (object: DocumentObject, key: string, value: unknown, limit: number): boolean => {
  if (!isLongerJsonThan(value, limit)) return true;
  const message = `${labelOf(object, key)} is longer than ${limit} characters.`;
  object.issues.add('too_long', pointer(object.path, key), message);
  return false;
};

export const text = (object: DocumentObject, key: string, limit: number): string | undefined => {
  const value = rawText(object, key);
  return value !== undefined && fits(object, key, value, limit) ? value : undefined;
};

export const list = (object: DocumentObject, key: string, limit: number): readonly unknown[] | undefined => {
  const value = rawList(object, key);
  if (value === undefined || value.length <= limit) return value;
  const message = `${labelOf(object, key)} lists ${value.length}; at most ${limit} are allowed.`;
  object.issues.add('too_many', pointer(object.path, key), message);
  return undefined;
};

/** A list of texts; undefined where any of them is none. */
export const texts = (object: DocumentObject, key: string, limit: number, textLimit: number): string[] | undefined => {
  const values = list(object, key, limit);
  if (values === undefined) return undefined;
  const read = values.filter((value): value is string => typeof value === 'string');
  values.forEach((value, position) => {
    const path = pointer(object.path, key, position);
    if (typeof value !== 'string')
      wrongType(object.issues, path, `${labelOf(object, key)}, entry ${position}`, 'a text', value);
    else if (isLongerThan(value, textLimit))
      object.issues.add(
        'too_long',
        path,
        `${labelOf(object, key)}, entry ${position} is longer than ${textLimit} characters.`,
      );
  });
  return read.length === values.length ? read : undefined;
};

export const wholeNumber = (
  object: DocumentObject,
  key: string,
  minimum: number,
  maximum: number,
): number | undefined => {
  const value = number(object, key);
  if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)) return value;
  const message = `${labelOf(object, key)} must be a whole number from ${minimum} to ${maximum}.`;
  object.issues.add('number_out_of_range', pointer(object.path, key), message);
  return undefined;
};

/** Text that must be there; a draft may lack it, so that its absence does not keep the document from being saved. */
export const requiredText = (object: DocumentObject, key: string, limit: number): string | undefined => {
  const value = member(object, key);
  if (value === undefined) {
    object.issues.add('missing_member', object.path, `${object.label} has no ${quote(key)}.`);
    return undefined;
  }
  if (value !== '') return text(object, key, limit);
  object.issues.add('empty', pointer(object.path, key), `${labelOf(object, key)} is empty.`);
  return undefined;
};

/** More unknown members of one object are counted: an object may have a million of them. */
const mostUnknown = 100;

/** A path leaves longer names out and leads to the object instead, so that an issue does not repeat a megabyte. */
const longestPathName = 200;

/** Adds an issue for every member that is in none of the lists. */
export const closeObject = (object: DocumentObject, known: ReadonlySet<string>, open: ReadonlySet<string>): void => {
  const unknown = Object.keys(object.members).filter((key) => !known.has(key) && !open.has(key));
  const allowed = [...known].join(', ');
  for (const key of unknown.slice(0, mostUnknown)) {
    const message = `${object.label} has the unknown member ${quote(key)}; allowed are ${allowed}.`;
    const path = key.length > longestPathName ? object.path : pointer(object.path, key);
    object.issues.add('unknown_member', path, message);
  }
  if (unknown.length <= mostUnknown) return;
  const message = `${object.label} has ${unknown.length - mostUnknown} more members that are unknown; allowed are ${allowed}.`;
  object.issues.add('unknown_member', object.path, message);
};

/**
 * The member under the first of its names that is present. Where several names are used, they must agree.
 * Returns the name as well, since issues point at it.
 */
export const nameOfMember = (object: DocumentObject, names: readonly string[]): string | undefined => {
  const used = names.filter((name) => member(object, name) !== undefined);
  const [first, ...others] = used;
  if (first === undefined) return undefined;
  for (const other of others) {
    if (JSON.stringify(member(object, first)) === JSON.stringify(member(object, other))) continue;
    const message = `${object.label}: ${quote(first)} and ${quote(other)} contradict each other.`;
    object.issues.add('contradictory_members', pointer(object.path, other), message);
  }
  return first;
};

/** Assigns a member that has a value. */
export const put = <Target extends object, Key extends keyof Target>(
  target: Target,
  key: Key,
  value: Target[Key] | undefined,
): void => {
  if (value !== undefined) target[key] = value;
};
