import { maximumProblemDetails } from '@snapinfra/contracts';
import type { TSchema } from 'typebox';
import type { SchemaViolation } from './schema-violation.ts';
import { unlistedKeyword } from './validation-problem.ts';

interface Pruned {
  /** The value without the members that its schema does not know. */
  readonly value: unknown;
  readonly violations: readonly SchemaViolation[];
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberOf = (schema: unknown, name: string): unknown => (isObject(schema) ? schema[name] : undefined);

/** The unknown members, as many as a problem lists; a body of some MB has room for a million. */
interface Found {
  readonly violations: SchemaViolation[];
  listed: number;
  /** How much more there is. */
  unlisted: number;
}

const note = (found: Found, path: string, names: readonly string[]): void => {
  const listed = names.slice(0, maximumProblemDetails - found.listed);
  found.listed += listed.length;
  found.unlisted += names.length - listed.length;
  if (listed.length === 0) return;
  const params = { additionalProperties: listed };
  found.violations.push({
    keyword: 'additionalProperties',
    instancePath: path,
    message: 'has unknown members',
    params,
  });
};

const pruneMembers = (schema: unknown, value: Members, path: string, known: Members, found: Found): Members => {
  const kept: [string, unknown][] = [];
  const unknown: string[] = [];
  const isClosed = memberOf(schema, 'additionalProperties') === false;
  let isWhole = true;
  for (const [name, member] of Object.entries(value)) {
    const isKnown = Object.hasOwn(known, name);
    if (!isKnown && isClosed) {
      unknown.push(name);
      continue;
    }
    const pruned = isKnown ? prune(known[name], member, `${path}/${name}`, found) : member;
    if (pruned !== member) isWhole = false;
    kept.push([name, pruned]);
  }
  note(found, path, unknown);
  return isWhole && unknown.length === 0 ? value : Object.fromEntries(kept);
};

const prune = (schema: unknown, value: unknown, path: string, found: Found): unknown => {
  const properties = memberOf(schema, 'properties');
  if (isObject(value) && isObject(properties)) return pruneMembers(schema, value, path, properties, found);
  const items = memberOf(schema, 'items');
  if (!Array.isArray(value) || !isObject(items)) return value;
  const pruned = value.map((item, index) => prune(items, item, `${path}/${index}`, found));
  return pruned.some((item, index) => item !== value[index]) ? pruned : value;
};

/**
 * Removes the members that a closed object does not know from a value. The validator would say the same, but one by one: of eight in
 * all, and after seconds where there are a million.
 */
export const takeOutUnknownMembers = (schema: TSchema, sent: unknown): Pruned => {
  const found: Found = { violations: [], listed: 0, unlisted: 0 };
  const value = prune(schema, sent, '', found);
  const { violations, unlisted } = found;
  if (unlisted === 0) return { value, violations };
  const more = { keyword: unlistedKeyword, instancePath: '', message: 'has more of them', params: { count: unlisted } };
  return { value, violations: [...violations, more] };
};
