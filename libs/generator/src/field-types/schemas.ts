import type { Type } from 'typebox';
import type * as fieldSchemas from '../../template/src/core/fields.ts';
import type { FormatName } from '../../template/src/core/formats.ts';
import { imported, jsonLiteral, propertyAccess, ts } from '../emit/index.ts';
import type { GeneratorFieldType, Options, Ts } from './description.ts';

const typebox = imported('Type', 'typebox');
const fields = imported('value', '../core/fields.ts', { kind: 'namespace' });

const call = (callee: Ts, options: Options): Ts =>
  Object.values(options).every((option) => option === undefined)
    ? ts`${callee}()`
    : ts`${callee}(${jsonLiteral(options)})`;

/** `Type.String({ maxLength: 20 })` */
export const typeboxSchema = (name: keyof typeof Type, options: Options): Ts =>
  call(propertyAccess(typebox, name), options);

/** `Type.String({ format: 'inet' })` */
export const formatSchema =
  (format: FormatName): GeneratorFieldType['schema'] =>
  (_, shared) =>
    typeboxSchema('String', { format, ...shared });

/** The schemas of the project's `src/core/fields.ts`. */
export type FieldSchemaName = keyof typeof fieldSchemas;

/** `value.moment({ precision: 3 })` */
export const fieldSchema = (name: FieldSchemaName, options: Options): Ts => call(propertyAccess(fields, name), options);

/** `value.uuid()`: one of those that have no options of their own. */
export const namedSchema =
  (name: FieldSchemaName): GeneratorFieldType['schema'] =>
  (_, shared) =>
    fieldSchema(name, shared);

/** `Type.Enum(['a', 'b'])` */
export const enumSchema = (labels: readonly string[], { description }: Options): Ts =>
  description === undefined
    ? ts`${propertyAccess(typebox, 'Enum')}(${jsonLiteral(labels)})`
    : ts`${propertyAccess(typebox, 'Enum')}(${jsonLiteral(labels)}, ${jsonLiteral({ description })})`;

/** `value.list(…)`: a list of values that the element's schema describes. */
export const listSchema = (element: Ts, description: string | undefined): Ts => {
  const list = propertyAccess(fields, 'list');
  return description === undefined ? ts`${list}(${element})` : ts`${list}(${element}, ${jsonLiteral({ description })})`;
};
