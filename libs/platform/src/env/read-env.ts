import type { Static, TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Thrown by {@link readEnv}: `message` lists every variable that is missing or wrong, one a line. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly code = 'environment_invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const described = (schema: TSchema | undefined): string =>
  schema && 'description' in schema ? ` (${String(schema.description)})` : '';

/** A variable's value, converted to its type. Only digits are an integer: `true` and `1.5` would silently become 1. */
const converted = (schema: TSchema, text: string | undefined): unknown => {
  const isInteger = 'type' in schema && schema.type === 'integer';
  return isInteger && text !== undefined && !/^-?\d+$/.test(text) ? text : Value.Convert(schema, text);
};

/** Values may be secrets: an error names the expected form, never the value. */
const problemOf = (name: string, schema: TSchema, text: string | undefined): string | undefined => {
  if (text === undefined) return `${name} is missing${described(schema)}`;
  const [error] = Value.Errors(schema, converted(schema, text));
  if (!error) return undefined;
  const allowed = 'enum' in schema && Array.isArray(schema.enum) ? `: one of ${schema.enum.join(', ')}` : '';
  return `${name} ${error.message}${allowed}${described(schema)}`;
};

/**
 * Reads an app's environment. An empty value counts as absent; numbers and booleans are converted, defaults are filled in, and
 * variables that are not in the schema are left out.
 *
 * @throws EnvError that lists everything that is missing or wrong
 */
export const readEnv = <Schema extends TObject>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>>,
): Static<Schema> => {
  const properties: Record<string, TSchema> = schema.properties;
  const required = new Set(schema.required ?? []);
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const text = source[name]?.trim() || undefined;
    if (text === undefined && 'default' in property) {
      values[name] = property.default;
    } else if (text !== undefined || required.has(name)) {
      const problem = problemOf(name, property, text);
      if (problem) problems.push(problem);
      values[name] = converted(property, text);
    }
  }
  if (problems.length > 0) throw new EnvError(problems);
  return Value.Parse(schema, values);
};
