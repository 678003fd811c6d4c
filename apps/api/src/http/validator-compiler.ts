import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/**
 * Validates with TypeBox, compiled on first use so that the gateway starts fast. A query is text: it is
 * converted to its types and defaults filled in. Everything else is taken as it is.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let compiled: ReturnType<typeof Compile> | undefined;
  const prepare = (value: unknown) =>
    httpPart === 'querystring' ? Value.Convert(schema, Value.Default(schema, value)) : value;
  return (sent: unknown) => {
    compiled ??= Compile(schema);
    const value = prepare(sent ?? undefined);
    if (compiled.Check(value)) return { value };
    const error = new Error('The request does not fit its schema');
    return { error: Object.assign(error, { validation: compiled.Errors(value) }) };
  };
};
