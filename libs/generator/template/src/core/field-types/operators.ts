/** The operators of a filter, in the order in which messages list them. */
export const operators = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'like',
  'ilike',
  'contains',
  'startsWith',
  'isnull',
] as const;
export type Operator = (typeof operators)[number];

/** For ordered values. */
export const ordering = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'isnull'] as const;
/** For values with too few alternatives for ranges or lists: booleans. */
export const equality = ['eq', 'ne', 'isnull'] as const;
/** For values that have parts, such as the elements of a list. */
export const containment = ['contains', 'isnull'] as const;
/** For values that contain others and whose order means little, so that it only serves sorting. */
export const containing = ['eq', 'ne', 'in', 'nin', 'contains', 'isnull'] as const;
/** For values that PostgreSQL cannot compare. */
export const presence = ['isnull'] as const;
