import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyWorkspace, type WorkspaceCopy } from './support/workspace-copy.ts';

interface Finding {
  readonly code: string;
  readonly filename: string;
  readonly message: string;
}

const boundary = '@nx(enforce-module-boundaries)';

/** `importing file → package`: imports that violate the module boundaries. */
const forbidden = [
  ['libs/data-model/src/planted.ts', '@snapinfra/contracts'],
  ['libs/contracts/src/planted.ts', '@snapinfra/platform'],
  ['libs/platform/src/planted.ts', '@snapinfra/aws-clients'],
  ['libs/aws-clients/src/planted.ts', '@snapinfra/generator'],
  ['libs/jobs/src/planted.ts', '@snapinfra/generator'],
  ['libs/jobs/src/planted-tools.ts', '@snapinfra/testing'],
  ['libs/generator/src/planted.ts', '@snapinfra/platform'],
  ['apps/api/src/planted.ts', '@snapinfra/infra-data'],
  ['apps/api/src/planted-tools.ts', '@snapinfra/testing'],
  ['apps/codegen-worker/src/planted.ts', '@snapinfra/local-aws'],
  ['infra/data/src/planted.ts', '@snapinfra/aws-clients'],
  ['infra/services/src/planted.ts', '@snapinfra/infra-data'],
  ['infra/constructs/src/planted.ts', '@snapinfra/generator'],
] as const;

const relativeEscape = ['apps/api/src/planted-relative.ts', '../../../libs/contracts/src/index.ts'] as const;

const allowed = [
  ['apps/codegen-worker/src/planted-allowed.ts', '@snapinfra/generator'],
  ['apps/api/test/planted-allowed.ts', '@snapinfra/testing'],
  ['libs/jobs/test/planted-allowed.ts', '@snapinfra/testing'],
  ['infra/data/src/planted-allowed.ts', '@snapinfra/infra-constructs'],
  ['tools/testing/src/planted-allowed.ts', '@snapinfra/local-aws'],
] as const;

/** A violation of each ban, and harmless counterparts. */
const bans = [
  ['node(no-process-env)', 'apps/api/src/planted-env.ts', `export const home = process.env['HOME'];`],
  ['eslint(no-restricted-imports)', 'apps/api/src/planted-aws.ts', `import '@aws-sdk/client-s3';`],
  ['typescript(no-explicit-any)', 'apps/api/src/planted-any.ts', `export const id = (value: any) => value;`],
  ['house(no-double-assertion)', 'apps/api/src/planted-cast.ts', `export const n = '1' as unknown as number;`],
  ...[
    ['storage/planted-up.ts', '../idempotency/run-once.ts'],
    ['storage/planted-feature.ts', '../features/project-access.ts'],
    ['http/planted-root.ts', '../build-app.ts'],
    ['planted-layer/planted.ts', '../http/caller.ts'],
    ['features/deployments/planted.ts', '../projects/project-record.ts'],
    ['features/projects/schemas/planted.ts', '../../deployments/deployment-record.ts'],
    ['features/health/planted.ts', '../index.ts'],
    ['features/planted-beside.ts', './projects/project-record.ts'],
  ].map(([file, to]) => ['house(one-direction)', `apps/api/src/${file}`, `export * from '${to}';`] as const),
  ...[
    ['code-generations/planted-root.ts', '../dependencies.ts'],
    ['code-generations/planted-main.ts', '../main.ts'],
    ['planted-main.ts', './main.ts'],
    ['planted-area/planted.ts', '../code-generations/run-generation.ts'],
    ['planted-area/planted-up.ts', '../features/planted-one/planted.ts'],
    ['features/planted-two/planted.ts', '../planted-one/planted.ts'],
  ].map(([file, to]) => ['house(one-direction)', `apps/codegen-worker/src/${file}`, `export * from '${to}';`] as const),
  ['house(one-direction)', 'apps/api/src/http/planted-type.ts', `export type T = import('../storage/keys.ts').T;`],
  ['house(one-direction)', 'apps/api/src/http/planted-lazy.ts', `export const f = () => import('../storage/keys.ts');`],
  ...[
    ['planted-table.ts', `import { writableTable } from '../../storage/tables.ts';\nexport { writableTable };`],
    ['planted-client.ts', `import { transactWrite as write } from '@snapinfra/aws-clients';\nexport { write };`],
    ['planted-transact.ts', `export const f = (storage: { transact(): void }) => storage.transact();`],
    ['planted-jobs.ts', `export const f = (jobs: { alone: { remove(): void } }) => jobs.alone.remove();`],
  ].map(([file, text]) => ['house(one-commit)', `apps/api/src/features/projects/${file}`, text ?? ''] as const),
  [
    'house(no-raw-interpolation)',
    'libs/generator/src/project/planted-template.ts',
    'export const f = (name: string) => `const ${name} = 1`;',
  ],
  [
    'house(no-raw-interpolation)',
    'libs/generator/src/project/planted-plus.ts',
    `export const f = (name: string) => 'const ' + name;`,
  ],
  [
    'house(no-raw-interpolation)',
    'libs/generator/src/project/planted-call.ts',
    'export const f = (name: string) => String(`const ${name} = 1`);',
  ],
] as const;

const harmless = [
  [
    'apps/codegen-worker/src/planted-lease.ts',
    `import { transactWrite } from '@snapinfra/aws-clients';\nexport { transactWrite };`,
  ],
  ['apps/api/src/planted-set.ts', `export const f = (names: Set<string>) => names.delete('a');`],
  ['apps/api/src/planted-composition.ts', `export * from './features/projects/project-record.ts';`],
  ['apps/api/src/features/health/planted-down.ts', `export * from '../../storage/keys.ts';`],
  ['apps/api/src/features/health/planted-beside.ts', `export * from '../project-access.ts';`],
  ['apps/api/src/features/projects/schemas/planted-own.ts', `export * from '../project-record.ts';`],
  ['apps/codegen-worker/src/planted-composition.ts', `export * from './code-generations/run-generation.ts';`],
  ['apps/codegen-worker/src/code-generations/planted.test.ts', `export * from '../build-worker.ts';`],
  [
    'apps/codegen-worker/src/features/planted-one/planted.ts',
    `export * from '../../code-generations/run-generation.ts';`,
  ],
  ['apps/planted/src/main.ts', `export const home = process.env['HOME'];`],
  ['libs/generator/src/project/planted-error.ts', 'export const f = (name: string) => new TypeError(`No ${name}`);'],
  [
    'libs/generator/src/project/planted-path.ts',
    'declare const projectPath: (path: string) => string;\nexport const f = (slug: string) => projectPath(`${slug}.ts`);',
  ],
  ['libs/generator/src/project/planted-tag.ts', 'export const f = (name: string) => String.raw`const ${name} = 1`;'],
] as const;

let workspace: WorkspaceCopy;
let findings: readonly Finding[];

const importing = (specifier: string) => `import * as planted from '${specifier}';\nexport { planted };\n`;

beforeAll(async () => {
  workspace = await copyWorkspace();
  // The boundary rule reads Nx's cached project graph, which exists whenever Nx runs `lint`.
  await workspace.run('nx', ['show', 'projects']);
  const planted = [
    ...[...forbidden, relativeEscape, ...allowed].map(([file, specifier]) => [file, importing(specifier)] as const),
    ...bans.map(([, file, text]) => [file, text] as const),
    ...harmless,
  ];
  for (const [file, text] of planted) await workspace.write(file, text);
  const { stdout } = await workspace.run('oxlint', ['--format=json', ...planted.map(([file]) => file)]);
  findings = (JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics;
});

afterAll(() => workspace.remove());

const codesIn = (file: string) => findings.filter(({ filename }) => filename === file).map(({ code }) => code);

describe('module boundaries', () => {
  test.each([...forbidden, relativeEscape])('%s may not import %s', (file) => {
    expect(codesIn(file)).toContain(boundary);
  });

  test.each(allowed)('%s may import %s', (file) => {
    expect(codesIn(file)).not.toContain(boundary);
  });
});

describe('bans', () => {
  test.each(bans)('%s reports %s', (code, file) => {
    expect(codesIn(file)).toContain(code);
  });

  test.each(harmless)('%s is allowed', (file) => {
    expect(codesIn(file)).toEqual([]);
  });
});
