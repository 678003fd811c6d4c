import { jsonText, render, words } from '../emit/index.ts';
import { GenerationRefusedError } from '../generation-refused.ts';
import { isPackageName, packageNameFrom } from './package-name.ts';
import type { ProjectInput } from './project-input.ts';

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface PackageLock {
  readonly name: string;
  readonly packages: Readonly<Record<string, unknown>>;
}

const templateJson = <T>(input: ProjectInput, path: string): T => {
  const text = input.templateFiles.get(path);
  if (text === undefined) throw new Error(`The template has no ${path}`);
  return JSON.parse(text) as T;
};

const packageName = ({ options, model }: ProjectInput, template: PackageJson): string => {
  const { packageName: wished } = options;
  const used = new Set([...Object.keys(template.dependencies), ...Object.keys(template.devDependencies)]);
  if (wished === undefined) return packageNameFrom(options.projectName ?? model.name, used);
  if (!isPackageName(wished) || used.has(wished)) {
    throw new GenerationRefusedError(
      'package_name_not_valid',
      words`${JSON.stringify(wished)} cannot be the package's name`,
    );
  }
  return wished;
};

/** package.json and its lock file: both are the template's, but for the name of the package. */
export const packageFiles = (
  input: ProjectInput,
): { readonly name: string; readonly manifest: string; readonly lock: string } => {
  const template = templateJson<PackageJson>(input, 'package.json');
  const lock = templateJson<PackageLock>(input, 'package-lock.json');
  const name = packageName(input, template);
  const { description } = input.options;
  const { name: _, version, ...rest } = template;
  const manifest = {
    name,
    version,
    ...(description === undefined || description === '' ? {} : { description }),
    ...rest,
  };
  const root = { ...(lock.packages[''] as object), name };
  return {
    name,
    manifest: render(jsonText(manifest)),
    lock: render(jsonText({ ...lock, name, packages: { ...lock.packages, '': root } })),
  };
};
