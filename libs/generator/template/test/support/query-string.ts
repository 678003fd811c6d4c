import type { Json } from './model.ts';

const listed = (name: string) => name.replaceAll('\\', '\\\\').replaceAll(',', '\\,');

/** An escaped field for `sort`, prefixed with `-` for descending order. */
export const sortKey = (name: string, direction: 'ascending' | 'descending' = 'ascending') => {
  const escaped = listed(name);
  return direction === 'descending' ? `-${escaped}` : escaped.replace(/^-/, '\\-');
};

/** An escaped comma-separated list for `fields` and `include`. */
export const nameList = (names: readonly string[]) => names.map(listed).join(',');

/** The path of a list with its query. */
export const withQuery = (path: string, query: Readonly<Record<string, string>>): string => {
  const parameters = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return parameters.length > 0 ? `${path}?${parameters.join('&')}` : path;
};

export const filter = (field: string, operator: string, operand: string) => ({
  [`filter[${field}][${operator}]`]: operand,
});

/** The rows of a list response, and the cursor of the next page. */
export const listOf = (body: Json): { data: Record<string, Json>[]; nextCursor: string | null } => {
  const { data, page } = body as { data: Record<string, Json>[]; page: { nextCursor: string | null } };
  return { data, nextCursor: page.nextCursor };
};
