import { execFileSync } from 'node:child_process';
import {
  formatFiles,
  generateFiles,
  getProjects,
  installPackagesTask,
  joinPathFragments,
  names,
  updateJson,
  type Tree,
} from '@nx/devkit';
import { addAppEnv } from './add-app-env.ts';
import { dependencyVersions } from './dependency-versions.ts';

export interface ServiceOptions {
  readonly name: string;
  readonly description?: string;
  readonly skipInstall?: boolean;
}

const templates = joinPathFragments(import.meta.dirname, 'files');

/**
 * `nx g @snapinfra/workspace-plugin:service <name>` creates an app that starts and stops like the others, its stack,
 * and its environment in libs/platform, with tests.
 *
 * @throws Error if the name is invalid or already taken; nothing is written then
 */
export default async function generateService(tree: Tree, options: ServiceOptions): Promise<() => void> {
  const { name, description = `The ${name.replaceAll('-', ' ')} service`, skipInstall = false } = options;
  refuseUnusable(tree, name);
  const { className, propertyName, constantName } = names(name);
  const values = {
    name,
    className,
    propertyName,
    constantName,
    description: description.replaceAll(/\s+/g, ' ').trim(),
    literal: JSON.stringify,
    version: dependencyVersions(tree),
    dot: '.',
  };
  generateFiles(tree, joinPathFragments(templates, 'app'), `apps/${name}`, values);
  generateFiles(tree, joinPathFragments(templates, 'infra'), `infra/${name}`, values);
  generateFiles(tree, joinPathFragments(templates, 'env'), 'libs/platform/src/env', values);
  addAppEnv(tree, { name, propertyName });
  addReferences(tree, [`./apps/${name}`, `./infra/${name}`]);
  await formatFiles(tree);
  return () => {
    if (!skipInstall) installPackagesTask(tree, true);
    execFileSync(process.execPath, ['tools/dev/generated-docs.ts'], { cwd: tree.root, stdio: 'inherit' });
  };
}

function refuseUnusable(tree: Tree, name: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    throw new Error(
      `${JSON.stringify(name)} is not a valid name for a service: use kebab-case, beginning with a letter, and at most 40 characters`,
    );
  }
  const projects = getProjects(tree);
  const taken = [name, `infra-${name}`].find((project) => projects.has(project));
  if (taken !== undefined) throw new Error(`A project ${taken} already exists: choose another name`);
  const folder = [`apps/${name}`, `infra/${name}`].find((path) => tree.exists(path));
  if (folder !== undefined) throw new Error(`${folder} already exists: choose another name, or move it away`);
}

function addReferences(tree: Tree, paths: readonly string[]): void {
  updateJson(tree, 'tsconfig.json', (config: { references: { path: string }[] }) => {
    const known = new Set(config.references.map(({ path }) => path));
    const added = paths.filter((path) => !known.has(path)).map((path) => ({ path }));
    return { ...config, references: [...config.references, ...added].toSorted((a, b) => a.path.localeCompare(b.path)) };
  });
}
