import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestProjectInlineConfiguration, ViteUserConfig } from 'vitest/config';
import { reportBackend } from './backends/backend-report.ts';
import type { BackendName } from './backends/backend.types.ts';
import { isCi } from './backends/docker-engine.ts';
import { findLocalStack } from './backends/find-localstack.ts';
import { drawFiles } from './draw-files.ts';

export interface IntegrationConfigOptions {
  /** Folder of the project: `import.meta.dirname`. */
  readonly root: string;
  /** Only for hanging tests. Default 120,000. */
  readonly testTimeoutMs?: number;
  /** Concurrent test files. Default 2, as these tests mostly wait. */
  readonly maxWorkers?: number;
  /** Additional global setup files of the integration tests; they are torn down after the backend. */
  readonly globalSetup?: readonly string[];
  /**
   * The share of the files that a whole run draws for LocalStack where it has a seed (`FC_SEED`, which `npm test` sets); by
   * default, and without a seed, it takes all of them.
   */
  readonly localstackShare?: number;
  /** Modules that run before each file of the integration tests. */
  readonly setupFiles?: readonly string[];
}

const setupFile = (backend: BackendName): string =>
  fileURLToPath(new URL(`./backends/${backend}.setup.ts`, import.meta.url));

/**
 * The vitest configuration of a project with integration tests: `src/**` runs as `unit`, and the same files of
 * `test/**` run on each backend, as `local-aws` and as `localstack`. Without Docker the latter is skipped and the
 * reason is reported; with CI=true it fails.
 */
export const integrationConfig = async ({
  root,
  testTimeoutMs = 120_000,
  maxWorkers = 2,
  globalSetup = [],
  localstackShare = 1,
  setupFiles = [],
}: IntegrationConfigOptions): Promise<ViteUserConfig> => {
  const limits = {
    testTimeout: testTimeoutMs,
    hookTimeout: testTimeoutMs,
    // vitest asks each project for its workers; on two cores it would otherwise take one.
    maxWorkers,
    // No module keeps state, and to import all of them again for each file takes a quarter of the time.
    isolate: false,
  };
  const unit: TestProjectInlineConfiguration = {
    extends: false,
    test: { name: 'unit', root, include: ['src/**/*.test.ts'], ...limits },
  };
  const on = (backend: BackendName, include: readonly string[]): TestProjectInlineConfiguration => ({
    extends: false,
    test: {
      name: backend,
      root,
      include: [...include],
      globalSetup: [...globalSetup, setupFile(backend)],
      setupFiles: [...setupFiles],
      ...limits,
    },
  });
  if (!integrationWanted(process.argv)) return { test: { root, projects: [unit] } };
  const localstack = await offerLocalStack(root);
  const projects = [
    unit,
    on('local-aws', allFiles),
    ...(localstack ? [on('localstack', localstackFiles(root, localstackShare))] : []),
  ];
  // Stopping a container takes a while, but vitest exits after 10 s by default.
  return { test: { root, projects, teardownTimeout: 120_000, maxWorkers } };
};

const allFiles = ['test/**/*.test.ts'];

/** The paths of files or folders that a run was asked for. */
const requestedPaths = (argv: readonly string[]): readonly string[] =>
  argv.slice(2).filter((argument) => /(^|\/)(src|test)(\/|$)/.test(argument) && !argument.startsWith('-'));

/** What a run takes to LocalStack, as patterns. */
const localstackFiles = (root: string, share: number): readonly string[] => {
  const seed = process.env['FC_SEED'];
  const isWhole = requestedPaths(process.argv).every((path) => /^test\/?$/.test(path));
  if (share >= 1 || seed === undefined || !isWhole) return allFiles;
  const files = globSync(allFiles, { cwd: root });
  const drawn = drawFiles(files, share, seed);
  process.stderr.write(`LocalStack takes ${drawn.length} of ${files.length} test files, FC_SEED=${seed}\n`);
  return drawn;
};

/** Whether the run includes integration tests; if only files under src/ were requested, Docker need not be probed. */
const integrationWanted = (argv: readonly string[]): boolean => {
  const files = requestedPaths(argv);
  return files.length === 0 || files.some((file) => /(^|\/)test(\/|$)/.test(file));
};

const offerLocalStack = async (root: string): Promise<boolean> => {
  const chosen = process.env['SNAPINFRA_BACKENDS'];
  if (chosen && !chosen.split(',').includes('localstack')) {
    reportBackend(root, { backend: 'localstack', status: 'skipped', reason: `SNAPINFRA_BACKENDS=${chosen}` });
    return false;
  }
  // In CI the project's own setup fails with the reason.
  if (isCi(process.env)) return true;
  const source = await findLocalStack(process.env, (line) => process.stderr.write(`localstack: ${line}\n`));
  if (source.kind !== 'none') return true;
  reportBackend(root, { backend: 'localstack', status: 'skipped', reason: source.reason });
  return false;
};
