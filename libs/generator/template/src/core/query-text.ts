/** Splits at a separator that is not escaped by a backslash. */
export const splitEscaped = (text: string, separator: string): readonly string[] => {
  const parts: string[] = [];
  let part = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\' && index + 1 < text.length) {
      // Keep the backslash: escapes are resolved after all splitting.
      part += character + text.charAt(index + 1);
      index += 1;
    } else if (character === separator) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part];
};

export const unescaped = (text: string): string => text.replace(/\\(.)/gsu, '$1');

/** The items of a list parameter: separated by commas, given several times, or both. */
export const listOf = (value: string | readonly string[]): readonly string[] =>
  (typeof value === 'string' ? [value] : value).flatMap((text) => splitEscaped(text, ','));

export interface FilterName {
  readonly field: string;
  readonly operator: string | undefined;
}

/** `filter[field]` or `filter[field][operator]`; the field's name may itself contain brackets. */
export const parseFilterName = (name: string): FilterName | undefined => {
  if (!name.startsWith('filter[') || !name.endsWith(']')) return undefined;
  const inner = name.slice('filter['.length, -1);
  const split = inner.lastIndexOf('][');
  if (split === -1) return { field: inner, operator: undefined };
  return { field: inner.slice(0, split), operator: inner.slice(split + 2) };
};
