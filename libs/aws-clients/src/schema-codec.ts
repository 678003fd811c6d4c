import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { SchemaMismatchError, type SchemaViolation } from './errors.ts';

export interface SchemaCodec<Schema extends TSchema> {
  readonly check: (value: unknown) => value is Static<Schema>;
  /** The first few violations; empty if the value is valid. */
  readonly violations: (value: unknown) => readonly SchemaViolation[];
  /** Throws {@link SchemaMismatchError}. `what` describes the value in its message. */
  readonly assert: (value: unknown, what: string) => Static<Schema>;
}

const reportedViolations = 5;

/** Compiles a schema on first use, so that an app with many tables starts fast. */
export const createSchemaCodec = <Schema extends TSchema>(schema: Schema): SchemaCodec<Schema> => {
  let compiled: {
    Check: (value: unknown) => boolean;
    Errors: (value: unknown) => { instancePath: string; message: string }[];
  };
  const validator = () => (compiled ??= Compile(schema));
  const check = (value: unknown): value is Static<Schema> => validator().Check(value);
  const violations = (value: unknown) =>
    check(value)
      ? []
      : validator()
          .Errors(value)
          .slice(0, reportedViolations)
          .map(({ instancePath, message }) => ({ path: instancePath, message }));
  return {
    check,
    violations,
    assert: (value, what) => {
      if (check(value)) return value;
      throw new SchemaMismatchError(what, violations(value));
    },
  };
};
