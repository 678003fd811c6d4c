import { sql, type SQL } from 'drizzle-orm';
import { outlineOf, parseExactly } from '../json-source.ts';
import { unstorable } from '../unstorable.ts';
import type { Answered, ColumnTypeDescription, UrlReading } from './description.ts';
import { containment, equality, ordering, presence, type Operator } from './operators.ts';
import { asItIs, asSent, asText, checked, nothing, plainText, readFormat } from './shared.ts';

/** `boolean`. */
export const truth: ColumnTypeDescription = {
  cast: 'boolean',
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: undefined,
  numberForm: undefined,
  subjectForm: undefined,
  normalise: asSent,
  change: nothing,
  sqlText: plainText,
  answered: asItIs,
  readUrl: checked((text) => text === 'true' || text === 'false', 'true or false'),
  urlSchema: () => ({ type: 'string', enum: ['true', 'false'] }),
  operators: equality,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: false,
};

const documentText = (value: unknown): string => JSON.stringify(value);

const readDocument = (text: string): UrlReading => {
  try {
    const value = parseExactly(text, outlineOf(Buffer.from(text)));
    if (unstorable(value, '') === undefined) return { value: documentText(value) };
  } catch {
    // Reported below.
  }
  return { fault: 'must be JSON' };
};

interface Document {
  readonly cast: 'json' | 'jsonb';
  readonly operators: readonly Operator[];
}

/** JSON of any form. */
export const document = ({ cast, operators }: Document): ColumnTypeDescription => ({
  cast,
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: undefined,
  numberForm: undefined,
  subjectForm: undefined,
  normalise: asSent,
  change: nothing,
  sqlText: documentText,
  answered: { scalar: (ref) => sql`${ref}::text`, list: asItIs.list, key: asItIs.key },
  readUrl: readDocument,
  urlSchema: () => ({ type: 'string' }),
  operators,
  listOperators: operators,
  contains: 'part',
  sorts: false,
  makesUpKeys: false,
});

/** A type without a format, such as `xml`: any text, which PostgreSQL checks. */
export const uncheckedText = (cast: string): ColumnTypeDescription => ({
  cast,
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: undefined,
  numberForm: undefined,
  subjectForm: undefined,
  normalise: asSent,
  change: nothing,
  sqlText: plainText,
  // As text: converting XML to JSON directly drops the encoding from its declaration.
  answered: asText,
  readUrl: checked(() => true, ''),
  urlSchema: () => ({ type: 'string' }),
  operators: presence,
  listOperators: presence,
  contains: 'part',
  sorts: false,
  makesUpKeys: false,
});

const base64 = (ref: SQL): SQL => sql`replace(encode(${ref}, 'base64'), chr(10), '')`;

const asBase64: Answered = {
  scalar: (ref) => sql`to_json(${base64(ref)})::text`,
  list: (ref) => sql`to_json((case when ${ref} is null then null else array(
    select ${base64(sql`e.item`)}
    from unnest(${ref}) with ordinality as e (item, position) order by e.position) end))::text`,
  key: base64,
};

const bytesText = (value: unknown): string => `\\x${Buffer.from(String(value), 'base64').toString('hex')}`;
const readBase64 = readFormat('byte');

/** Bytes, in base64. */
export const bytes: ColumnTypeDescription = {
  cast: 'bytea',
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: { format: 'byte', documented: { format: 'byte', contentEncoding: 'base64' } },
  numberForm: undefined,
  subjectForm: undefined,
  normalise: asSent,
  change: nothing,
  sqlText: bytesText,
  answered: asBase64,
  readUrl: (text, rules) => {
    const read = readBase64(text, rules);
    return 'fault' in read ? read : { value: bytesText(read.value) };
  },
  urlSchema: () => ({ type: 'string', format: 'byte' }),
  operators: ordering,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: false,
};
