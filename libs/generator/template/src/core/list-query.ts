import type { SQL } from 'drizzle-orm';
import type { Operator } from './field-types/operators.ts';
import { filterSql, isSortable, operatorsOf } from './filters.ts';
import { decodeCursor, queryDigest, sortTerm, tieBreak, type SortTerm } from './keyset.ts';
import { limits } from './limits.ts';
import { invalidQuery } from './problems.ts';
import { listOf, parseFilterName, splitEscaped, unescaped } from './query-text.ts';
import type { Entity, Member } from './registry.ts';
import { isList, noIncludes, type IncludeTree } from './row-json.ts';

/** A parsed query string; parameters that are given several times are lists. */
export type QueryMembers = Readonly<Record<string, string | readonly string[]>>;

export interface RowQuery {
  readonly members: readonly Member[] | undefined;
  readonly include: IncludeTree;
}

export interface ListQuery extends RowQuery {
  readonly conditions: readonly SQL[];
  readonly terms: readonly SortTerm[];
  readonly limit: number;
  readonly digest: string;
  readonly after: readonly (string | null)[] | undefined;
}

const single = (query: QueryMembers, name: string): string | undefined => {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalidQuery(name, 'must be given once');
};

const memberNamed = (entity: Entity, escaped: string, path: string): Member => {
  const name = unescaped(escaped);
  const member = entity.byName.get(name);
  if (member === undefined)
    throw invalidQuery(path, `names ${JSON.stringify(name)}, which is not a field of this resource`);
  return member;
};

const readFields = (entity: Entity, query: QueryMembers): readonly Member[] | undefined => {
  const value = query['fields'];
  if (value === undefined || value === '') return undefined;
  const members = listOf(value).map((name) => memberNamed(entity, name, 'fields'));
  const secret = members.find((member) => member.password);
  if (secret !== undefined)
    throw invalidQuery('fields', `names ${JSON.stringify(secret.name)}, which can never be read`);
  return [...new Set(members)];
};

interface OpenTree extends Map<string, OpenTree> {}

const addInclude = (entity: Entity, tree: OpenTree, path: readonly string[], lists = 0): void => {
  const [first, ...rest] = path;
  if (first === undefined) return;
  const name = unescaped(first);
  const found = entity.relations.get(name);
  if (found === undefined) {
    const known = [...entity.relations.keys()].map((relation) => JSON.stringify(relation)).join(', ') || 'none';
    throw invalidQuery('include', `names ${JSON.stringify(name)}, which is not a relation of this resource (${known})`);
  }
  const within = lists + (isList(found) ? 1 : 0);
  if (within > limits.nestedLists) {
    throw invalidQuery('include', `must not embed more than ${limits.nestedLists} lists in each other`);
  }
  const inner: OpenTree = tree.get(name) ?? new Map<string, OpenTree>();
  tree.set(name, inner);
  addInclude(found.target, inner, rest, within);
};

const readInclude = (entity: Entity, query: QueryMembers): IncludeTree => {
  const value = query['include'];
  if (value === undefined || value === '') return noIncludes;
  const paths = listOf(value).map((path) => splitEscaped(path, '.'));
  if (paths.length > limits.includes) throw invalidQuery('include', `must name at most ${limits.includes} relations`);
  if (paths.some((path) => path.length > limits.includeDepth)) {
    throw invalidQuery('include', `must go at most ${limits.includeDepth} levels deep`);
  }
  const tree: OpenTree = new Map<string, OpenTree>();
  for (const path of paths) addInclude(entity, tree, path);
  return tree;
};

interface Order {
  readonly member: Member;
  readonly descending: boolean;
}

const readSort = (entity: Entity, query: QueryMembers): readonly Order[] => {
  const value = query['sort'];
  if (value === undefined || value === '') return [];
  const orders = listOf(value).map((text): Order => {
    const descending = text.startsWith('-');
    return { member: memberNamed(entity, descending ? text.slice(1) : text, 'sort'), descending };
  });
  for (const { member } of orders) {
    if (!isSortable(member)) throw invalidQuery('sort', `names ${JSON.stringify(member.name)}, which has no order`);
  }
  return orders.filter(({ member }, index) => orders.findIndex((order) => order.member === member) === index);
};

const isOperator = (member: Member, operator: string): operator is Operator =>
  operatorsOf(member).some((allowed) => allowed === operator);

const readFilter = (entity: Entity, name: string, value: string | readonly string[], alias: string): SQL => {
  const filter = parseFilterName(name);
  if (filter === undefined) throw invalidQuery(name, 'is not a member of this query');
  const member = entity.byName.get(filter.field);
  if (member === undefined) throw invalidQuery(name, 'names no field of this resource');
  const operator = filter.operator ?? 'eq';
  if (!isOperator(member, operator)) {
    const allowed = operatorsOf(member).join(', ');
    throw invalidQuery(name, allowed === '' ? 'names a field that cannot be filtered' : `must use one of ${allowed}`);
  }
  return filterSql(member, operator, value, alias, name);
};

const readLimit = (query: QueryMembers): number => {
  const text = single(query, 'limit');
  const { default: usual, maximum } = limits.pageRows;
  if (text === undefined) return usual;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= maximum) return limit;
  throw invalidQuery('limit', `must be between 1 and ${maximum}`);
};

const plainMembers = new Set(['fields', 'include', 'sort', 'limit', 'cursor']);

export const readListQuery = (entity: Entity, query: QueryMembers, alias: string): ListQuery => {
  const filters = Object.entries(query).filter(([name]) => !plainMembers.has(name));
  if (filters.length > limits.filters) throw invalidQuery('filter', `must be at most ${limits.filters} conditions`);
  const conditions = filters.map(([name, value]) => readFilter(entity, name, value, alias));
  const orders = readSort(entity, query);
  const sorted = new Set(orders.map(({ member }) => member));
  const terms = [
    ...orders.map(({ member, descending }) => sortTerm(member, descending, alias)),
    ...tieBreak(entity, sorted, alias),
  ];
  const sortedFilters = filters.toSorted(([left], [right]) => (left < right ? -1 : 1));
  const order = orders.map(({ member, descending }) => [member.name, descending]);
  const digest = queryDigest([entity.resource.path, order, sortedFilters]);
  const cursor = single(query, 'cursor');
  return {
    conditions,
    terms,
    digest,
    limit: readLimit(query),
    members: readFields(entity, query),
    include: readInclude(entity, query),
    after: cursor === undefined ? undefined : decodeCursor(cursor, digest, terms.length),
  };
};

/** Reads the query of an item: `fields` and `include`. */
export const readItemQuery = (entity: Entity, query: QueryMembers): RowQuery => {
  const unknown = Object.keys(query).find((name) => name !== 'fields' && name !== 'include');
  if (unknown !== undefined) throw invalidQuery(unknown, 'is not a member of this query');
  return { members: readFields(entity, query), include: readInclude(entity, query) };
};
