import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { readQuery, repeatedParameters } from './read-query.ts';
import { takeOutUnknownMembers } from './unknown-members.ts';

/**
 * Validates with TypeBox, compiled on first use so that the gateway starts fast. A query is text, and is read as its
 * types; everything else is taken as it is.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let compiled: ReturnType<typeof Compile> | undefined;
  const isQuery = httpPart === 'querystring';
  return (sent: unknown) => {
    compiled ??= Compile(schema);
    const { value, violations } = takeOutUnknownMembers(
      schema,
      isQuery ? readQuery(schema, sent) : (sent ?? undefined),
    );
    const wrong = [...(isQuery ? repeatedParameters(sent) : []), ...violations];
    const fits = compiled.Check(value);
    if (fits && wrong.length === 0) return { value };
    const error = new Error('The request does not fit its schema');
    return { error: Object.assign(error, { validation: fits ? wrong : [...wrong, ...compiled.Errors(value)] }) };
  };
};
