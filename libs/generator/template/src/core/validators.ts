import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

/** Compiles schemas on first use: compiling a hundred at startup would take seconds. */
export const lazyValidators: FastifySchemaCompiler<TSchema> = (route) => {
  let validate: ReturnType<FastifySchemaCompiler<TSchema>> | undefined;
  return (value: unknown) => {
    validate ??= TypeBoxValidatorCompiler(route);
    return validate(value);
  };
};
