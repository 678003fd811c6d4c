import { sql } from 'drizzle-orm';
import { formats, isStorable, type FormatName } from '../formats.ts';
import type { Answered, ColumnRules, SubjectForm, UrlReading } from './description.ts';

/** JSON as PostgreSQL makes it. */
export const asItIs: Answered = {
  scalar: (ref) => sql`to_json(${ref})::text`,
  list: (ref) => sql`to_json(${ref})::text`,
  key: (ref) => sql`to_json(${ref}) #>> '{}'`,
};

/** A JSON text of what PostgreSQL writes as text. */
export const asText: Answered = {
  scalar: (ref) => sql`to_json(${ref}::text)::text`,
  list: (ref) => sql`to_json(${ref}::text[])::text`,
  key: (ref) => sql`${ref}::text`,
};

export const asSent = (value: unknown): unknown => value;
export const plainText = (value: unknown): string => String(value);
export const nothing = (): undefined => undefined;

export const unchanged: SubjectForm = { isSpelledAsStored: () => true, value: (subject) => subject };

/** A reader of texts that checks them first; the fault completes "must be". */
export const checked =
  (matches: (text: string, rules: ColumnRules) => boolean, expected: string | ((rules: ColumnRules) => string)) =>
  (text: string, rules: ColumnRules): UrlReading => {
    if (!isStorable(text)) return { fault: 'must not contain NUL or an unpaired surrogate' };
    if (matches(text, rules)) return { value: text };
    return { fault: `must be ${typeof expected === 'string' ? expected : expected(rules)}` };
  };

/** A reader of the texts of a format. */
export const readFormat = (name: FormatName): ((text: string, rules: ColumnRules) => UrlReading) =>
  checked(formats[name].matches, formats[name].expected);
