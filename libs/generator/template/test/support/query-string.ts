import type { Json } from './model.ts';

const listed = (name: string) => name.replaceAll('\\', '\\\\').replaceAll(',', '\\,');

/** A field in `sort`, escaped; `-` in front sorts downwards. */
export const sortKey = (name: string, direction: 'ascending' | 'descending' = 'ascending') => {
  const escaped = listed(name);
  return direction === 'descending' ? `-${escaped}` : escaped.replace(/^-/, '\\-');
};

/** A comma list of names, as `fields` and `include` take it. */
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

/** The rows of a list's answer, and the cursor of the next page. */
export const listOf = (body: Json): { data: Record<string, Json>[]; nextCursor: string | null } => {
  const { data, page } = body as { data: Record<string, Json>[]; page: { nextCursor: string | null } };
  return { data, nextCursor: page.nextCursor };
};
