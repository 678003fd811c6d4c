import { build, type BuildOptions } from 'esbuild';
import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inlineTemplateFiles } from './inline-template-files.ts';

/** Globals that CommonJS packages in an ES module bundle expect. */
const commonJsGlobals = [
  `import { createRequire as snapinfraCreateRequire } from 'node:module';`,
  `import { fileURLToPath as snapinfraFileUrlToPath } from 'node:url';`,
  `const require = snapinfraCreateRequire(import.meta.url);`,
  `const __filename = snapinfraFileUrlToPath(import.meta.url);`,
  `const __dirname = import.meta.dirname;`,
].join('\n');

const options = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  banner: { js: commonJsGlobals },
  define: { SNAPINFRA_BUNDLED: 'true' },
  sourcemap: true,
  legalComments: 'linked',
  minify: false,
  logLevel: 'warning',
  // Optional dependencies that their packages work without.
  external: ['pino-pretty', 'aws-crt', '@aws-sdk/signature-v4-crt'],
  plugins: [inlineTemplateFiles],
} satisfies BuildOptions;

/**
 * Bundles an app into files that run without node_modules: `main.mjs`, and one file for each `src/**\/*.thread.ts` (the
 * worker threads that main starts).
 */
export async function bundleApp({ appRoot, outputFolder }: { appRoot: string; outputFolder: string }): Promise<void> {
  const threads = globSync('src/**/*.thread.ts', { cwd: appRoot });
  await rm(outputFolder, { recursive: true, force: true });
  await build({
    ...options,
    absWorkingDir: appRoot,
    outdir: outputFolder,
    entryPoints: [
      { in: join(appRoot, 'src/main.ts'), out: 'main' },
      ...threads.map((thread) => ({ in: join(appRoot, thread), out: basename(thread, '.ts') })),
    ],
  });
}
