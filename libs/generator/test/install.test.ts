import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkshop, readSample, type Workshop } from './support/generated-project.ts';
import { run, tail } from './support/run.ts';

const skip = process.env['CI'] !== 'true' && process.env['INSTALL'] !== '1';
let workshop: Workshop;
beforeAll(() => {
  workshop = createWorkshop();
  rmSync(join(workshop.folder, 'node_modules'));
});
afterAll(() => workshop.clean());

describe.skipIf(skip)(
  `a generated project on its own${skip ? ' (skipped: runs in CI or with INSTALL=1, because it installs from the registry)' : ''}`,
  () => {
    it(
      'installs from its lock file, type-checks, lints, passes its tests and builds with its own scripts',
      { timeout: 300_000 },
      async () => {
        const project = workshop.generate('blog', readSample('blog-designer'));
        for (const command of ['ci --prefer-offline', 'run typecheck', 'run lint', 'test', 'run build']) {
          const { status, output } = await run('npm', [...command.split(' '), '--no-audit', '--no-fund'], project);
          expect(status, `npm ${command}\n${tail(output)}`).toBe(0);
        }
        expect(existsSync(join(project, 'dist/main.js'))).toBe(true);
      },
    );
  },
);
