import type { TObject, TSchema } from 'typebox';

/** One variable of an app's environment, as documents list it. */
export interface EnvVariable {
  readonly name: string;
  readonly required: boolean;
  readonly default: string | undefined;
  readonly description: string;
}

/** The variables of an env schema, in its order. */
export const describeEnv = (schema: TObject): readonly EnvVariable[] => {
  const properties: Record<string, TSchema> = schema.properties;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    required: (schema.required ?? []).includes(name) && !('default' in property),
    default: 'default' in property ? String(property.default) : undefined,
    description: 'description' in property ? String(property.description) : '',
  }));
};

const line = ({ name, required, default: fallback }: EnvVariable): string =>
  required ? `${name}=` : `# ${name}=${fallback ?? ''}`;

/**
 * The text of `.env.example` for these apps: required variables to be filled in, the others commented out. A variable that
 * several apps read is listed once, under the first app.
 */
export const renderEnvExample = (apps: Readonly<Record<string, TObject>>): string => {
  const seen = new Set<string>();
  const sections = Object.entries(apps).map(([app, schema]) => {
    const variables = describeEnv(schema).filter(({ name }) => !seen.has(name));
    for (const { name } of variables) seen.add(name);
    const entries = variables.map((variable) => `# ${variable.description}\n${line(variable)}\n`);
    return [`## ${app}\n`, ...entries].join('\n');
  });
  return ['# Written from the env schemas in libs/platform/src/env; checked by npm test.\n', ...sections].join('\n');
};

/** A Markdown table of an app's variables, for its README. */
export const renderEnvTable = (schema: TObject): string => {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = describeEnv(schema).map(
    ({ name, required, default: fallback, description }) =>
      `| \`${name}\` | ${required ? 'required' : fallback ? `\`${cell(fallback)}\`` : ''} | ${cell(description)} |`,
  );
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
};
