import { isStorable } from './values/formats.ts';

export { isStorable };

/** RFC 6901: a JSON pointer from its segments. */
export const pointer = (base: string, ...segments: readonly (string | number)[]): string =>
  base + segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const longestQuote = 80;

/** A name as it is shown in a message: quoted, on one line, cut when it is long. */
export const quote = (text: string): string => {
  // At most two code units for each character that may be shown, and one to see that there are more.
  const characters = [...text.slice(0, 2 * longestQuote + 1)];
  return JSON.stringify(characters.length > longestQuote ? `${characters.slice(0, longestQuote).join('')}…` : text);
};

const mostQuotes = 20;

/** Names as a list; of many, the first ones. */
export const quoteAll = (texts: Iterable<string>): string => {
  const quotes: string[] = [];
  for (const text of texts) {
    if (quotes.length === mostQuotes) return `${quotes.join(', ')}, …`;
    quotes.push(quote(text));
  }
  return quotes.join(', ');
};

/** Characters as people and PostgreSQL count them: code points, not UTF-16 units. */
export const characterCount = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** Whether a text has more characters than that; a text of a megabyte is not counted to find out. */
export const isLongerThan = (text: string, limit: number): boolean =>
  text.length > 2 * limit || (text.length > limit && characterCount(text) > limit);

/** How long a value is as JSON text, or so; of what is longer than the limit no more than that is looked at. */
const jsonLength = (value: unknown, limit: number): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let length = 2;
  for (const key of Object.keys(value)) {
    if (length > limit) break;
    length += (Array.isArray(value) ? 1 : key.length + 3) + jsonLength(Reflect.get(value, key), limit - length);
  }
  return length;
};

/** The same for any value, as JSON text. */
export const isLongerJsonThan = (value: unknown, limit: number): boolean =>
  typeof value === 'string' ? isLongerThan(value, limit) : jsonLength(value, limit) > limit;

/** Whether every text inside a JSON value, names of members included, and every number can be stored. */
export const isStorableJson = (value: unknown): boolean => {
  if (typeof value === 'string') return isStorable(value);
  if (Array.isArray(value)) return value.every(isStorableJson);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => isStorable(key) && isStorableJson(member));
};

export const describeTable = (table: string): string => `Table ${quote(table)}`;
export const describeField = (table: string, field: string): string => `Field ${quote(field)} of table ${quote(table)}`;

/** A set of fields as a key of a map: the order of the fields does not matter. */
export const fieldSetKey = (fields: readonly string[]): string => JSON.stringify([...fields].sort());
