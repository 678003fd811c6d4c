import type { CreateNodes, TargetConfiguration } from '@nx/devkit';
import { basename } from 'node:path/posix';

type Targets = Record<string, TargetConfiguration>;

const projectFolders = '{apps,libs,infra,tools}/*';

const pattern = `${projectFolders}/{package.json,tsconfig.json,cdk.json,src/main.ts,bench/index.ts,mutations/index.ts,*/**/*.test.ts}`;

/** Folders without tests for vitest; those in the generator's template belong to the generated projects. */
const foldersWithoutOwnTests = new Set(['template', 'dist', 'node_modules']);

/** Infers the Nx targets of every project from its files; see the table in the README. */
export const createNodes: CreateNodes = [
  pattern,
  (files) =>
    [...groupByProject(files)].map(([root, own]) => [
      `${root}/package.json`,
      { projects: { [root]: { root, targets: inferTargets(root, own) } } },
    ]),
];

function groupByProject(files: readonly string[]): Map<string, Set<string>> {
  const projects = new Map<string, Set<string>>();
  for (const file of files) {
    const [area, folder, ...path] = file.split('/');
    const root = `${area}/${folder}`;
    const own = projects.get(root) ?? new Set<string>();
    projects.set(root, own.add(path.join('/')));
  }
  return new Map([...projects].filter(([, own]) => own.has('package.json')));
}

/** `files` are relative to the project's root. */
export function inferTargets(root: string, files: ReadonlySet<string>): Targets {
  const folders = foldersWithTests(files);
  const unitFolders = folders.filter((folder) => folder !== 'test');
  return {
    ...(files.has('tsconfig.json') && { typecheck: typecheck() }),
    ...(unitFolders.length > 0 && { test: vitest('unit', unitFolders) }),
    ...(folders.includes('test') && { integration: { ...vitest('integration', ['test']), cache: false } }),
    ...(root.startsWith('apps/') && files.has('src/main.ts') && { build: build(root) }),
    ...(files.has('bench/index.ts') && { bench: script('bench/index.ts', 'Runs the benchmark') }),
    ...(files.has('mutations/index.ts') && {
      mutate: script('mutations/index.ts', 'Plants faults that the tests must detect'),
    }),
    ...(files.has('cdk.json') && { synth: cdk('synth --quiet', 'production'), deploy: cdk('deploy') }),
  };
}

function foldersWithTests(files: ReadonlySet<string>): readonly string[] {
  const folders = [...files].filter((file) => file.endsWith('.test.ts')).map((file) => file.split('/')[0] ?? '');
  return [...new Set(folders)].filter((folder) => !foldersWithoutOwnTests.has(folder)).toSorted();
}

function typecheck(): TargetConfiguration {
  return {
    command: 'node ../../node_modules/typescript-7/bin/tsc --build tsconfig.json',
    options: { cwd: '{projectRoot}' },
    dependsOn: ['^typecheck'],
    cache: true,
    inputs: ['default', '^default', { externalDependencies: ['typescript-7'] }],
    outputs: ['{workspaceRoot}/tmp/types/{projectRoot}'],
    syncGenerators: ['@nx/js:typescript-sync'],
    metadata: { technologies: ['typescript'], description: 'Checks types with TypeScript 7' },
  };
}

function vitest(kind: 'unit' | 'integration', folders: readonly string[]): TargetConfiguration {
  const report = `tmp/tests/{projectName}.${kind}.json`;
  const filters = folders.map((folder) => `${folder}/`).join(' ');
  return {
    command: `vitest run ${filters} --reporter=default --reporter=json --outputFile.json=../../${report}`,
    options: { cwd: '{projectRoot}' },
    cache: true,
    inputs: ['default', '^default', 'samples', { externalDependencies: ['vitest'] }],
    outputs: [`{workspaceRoot}/${report}`],
    metadata: { technologies: ['vitest'], description: `Runs the ${kind} tests` },
  };
}

function build(root: string): TargetConfiguration {
  return {
    command: `node tools/dev/bundle.ts ${basename(root)}`,
    cache: true,
    inputs: [
      'production',
      '^production',
      '{workspaceRoot}/tools/dev/bundle.ts',
      '{workspaceRoot}/tools/dev/bundle/**/*',
      { externalDependencies: ['esbuild'] },
    ],
    outputs: ['{projectRoot}/dist'],
    metadata: { technologies: ['esbuild'], description: 'Builds a bundle that runs without node_modules' },
  };
}

function script(file: string, description: string): TargetConfiguration {
  return { command: `node ${file}`, options: { cwd: '{projectRoot}' }, cache: false, metadata: { description } };
}

function cdk(command: string, cacheInputs?: string): TargetConfiguration {
  const cached = cacheInputs
    ? { cache: true, inputs: [cacheInputs, `^${cacheInputs}`], outputs: ['{projectRoot}/cdk.out'] }
    : { cache: false };
  return {
    command: `cdk ${command}`,
    options: { cwd: '{projectRoot}' },
    ...cached,
    metadata: { technologies: ['aws-cdk'], description: `Runs cdk ${command.split(' ')[0]} for the stack` },
  };
}
