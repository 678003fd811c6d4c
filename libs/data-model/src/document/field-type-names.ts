import { fieldTypes, type FieldFormat } from '../data-model.schema.ts';
import { readSqlType, type SqlType } from './sql-type-words.ts';

/** What a type's name in a document stands for. */
export interface NamedType extends SqlType {
  readonly array?: true;
  readonly format?: FieldFormat;
  /** The designer's `Number`: double, or integer where it is or refers to a key. */
  readonly number?: true;
}

const canonical = new Map<string, NamedType>(fieldTypes.map((type) => [type, { type }]));

const designer = new Map<string, NamedType>([
  ['text', { type: 'text' }],
  ['textarea', { type: 'text' }],
  ['number', { type: 'double', number: true }],
  ['decimal', { type: 'numeric' }],
  ['email', { type: 'email' }],
  ['password', { type: 'text', format: 'password' }],
  ['date', { type: 'date' }],
  ['datetime', { type: 'timestamptz' }],
  ['boolean', { type: 'boolean' }],
  ['json', { type: 'jsonb' }],
  ['file', { type: 'text', format: 'file' }],
  ['uuid', { type: 'uuid' }],
  ['enum', { type: 'enum' }],
]);

/** The names of the designer's types, as it writes them. */
export const designerTypeNames =
  'Text Textarea Number Decimal Email Password Date DateTime Boolean JSON File UUID Enum'.split(' ');

const findPlainType = (name: string): NamedType | undefined =>
  canonical.get(name) ?? designer.get(name.toLowerCase()) ?? canonical.get(name.toLowerCase());

/**
 * A canonical name as it is, else a name of the designer's, else a canonical name, both in any case: `json` is json and
 * `JSON` is the designer's, which is jsonb. Else a type as SQL writes it, with its parameters; a list of either.
 */
export const findNamedType = (name: string): NamedType | undefined => {
  const plain = findPlainType(name);
  if (plain !== undefined) return plain;
  const sql = readSqlType(name);
  const found = (sql.hasParameters ? undefined : findPlainType(sql.name)) ?? sql.type;
  return found && { ...found, ...(sql.isArray && { array: true as const }) };
};
