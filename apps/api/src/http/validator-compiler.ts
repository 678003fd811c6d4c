import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/**
 * Validates with TypeBox, compiled on first use so that the gateway starts fast. Query and path are text: they are
 * converted to their types and defaults filled in. Bodies are taken as they are.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let compiled: ReturnType<typeof Compile> | undefined;
  const prepare = (value: unknown) =>
    httpPart === 'querystring' || httpPart === 'params' ? Value.Convert(schema, Value.Default(schema, value)) : value;
  return (sent: unknown) => {
    compiled ??= Compile(schema);
    const value = prepare(sent ?? undefined);
    if (compiled.Check(value)) return { value };
    // Fastify passes the errors on to the error handler as `validation`.
    return { error: compiled.Errors(value) as unknown as Error[] } as never;
  };
};
