/** The name of an attribute, or the path of a nested one. Names are not parsed: `'a.b'` is a single name. */
export type AttributePath = string | readonly [string, ...string[]];

/** A comparison operator of DynamoDB's condition language. */
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/**
 * A condition as data: combine the functions below into named constants (or functions of a value), such as
 * `const isAliveAt = (version: number) => allOf(attributeNotExists('deletingAt'), equals('version', version))`.
 * Attribute names are escaped, so reserved words are safe to use.
 */
export type Condition =
  | { readonly kind: 'exists' | 'not-exists'; readonly path: AttributePath }
  | {
      readonly kind: 'size';
      readonly path: AttributePath;
      readonly comparator: Comparator;
      readonly value: number;
    }
  | { readonly kind: 'compare'; readonly path: AttributePath; readonly comparator: Comparator; readonly value: unknown }
  | { readonly kind: 'in'; readonly path: AttributePath; readonly values: readonly unknown[] }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] };

export const attributeExists = (path: AttributePath): Condition => ({ kind: 'exists', path });
export const attributeNotExists = (path: AttributePath): Condition => ({ kind: 'not-exists', path });
export const compare = (path: AttributePath, comparator: Comparator, value: unknown): Condition => ({
  kind: 'compare',
  path,
  comparator,
  value,
});
/** Compares the size of a stored map or list; false if the attribute does not exist. */
export const compareSize = (path: AttributePath, comparator: Comparator, value: number): Condition => ({
  kind: 'size',
  path,
  comparator,
  value,
});
export const equals = (path: AttributePath, value: unknown): Condition => compare(path, '=', value);
export const oneOf = (path: AttributePath, values: readonly unknown[]): Condition => ({ kind: 'in', path, values });
export const allOf = (...conditions: readonly Condition[]): Condition => ({ kind: 'and', conditions });
export const anyOf = (...conditions: readonly Condition[]): Condition => ({ kind: 'or', conditions });

/** No item exists under the key yet. */
export const itemIsNew: Condition = attributeNotExists('pk');
/** An item exists under the key. */
export const itemExists: Condition = attributeExists('pk');

/** Collects the `#n` and `:v` placeholders of all expressions of one request. */
export interface Placeholders {
  readonly name: (path: AttributePath) => string;
  readonly value: (value: unknown) => string;
  /** The request members; omitted if there are no placeholders. */
  readonly members: () => {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
  };
}

export const createPlaceholders = (): Placeholders => {
  const names = new Map<string, string>();
  const values: Record<string, unknown> = {};
  const placeholderOf = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const placeholder = `#n${names.size}`;
    names.set(name, placeholder);
    return placeholder;
  };
  return {
    name: (path) => (typeof path === 'string' ? [path] : path).map(placeholderOf).join('.'),
    value: (value) => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    },
    members: () => ({
      ...(names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...names].map(([name, placeholder]) => [placeholder, name])),
      }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    }),
  };
};

/** The condition in DynamoDB's expression language. */
export const renderCondition = (condition: Condition, placeholders: Placeholders): string => {
  const { name, value } = placeholders;
  switch (condition.kind) {
    case 'exists':
      return `attribute_exists(${name(condition.path)})`;
    case 'not-exists':
      return `attribute_not_exists(${name(condition.path)})`;
    case 'compare':
      return `${name(condition.path)} ${condition.comparator} ${value(condition.value)}`;
    case 'size':
      return `size(${name(condition.path)}) ${condition.comparator} ${value(condition.value)}`;
    case 'in':
      if (condition.values.length === 0) throw new RangeError('oneOf needs at least one value');
      return `${name(condition.path)} IN (${condition.values.map(value).join(', ')})`;
    case 'and':
    case 'or': {
      if (condition.conditions.length === 0) throw new RangeError('allOf and anyOf need at least one condition');
      const parts = condition.conditions.map((part) => `(${renderCondition(part, placeholders)})`);
      return parts.join(condition.kind === 'and' ? ' AND ' : ' OR ');
    }
  }
};
