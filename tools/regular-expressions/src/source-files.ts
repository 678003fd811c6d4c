import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** Code that handles callers' text: apps, libs, and the generated projects. */
const patterns = ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'libs/generator/template/{src,test}/**/*.ts'];

/** Code that only our own tests run; tests in the template are part of the generated projects. */
const isTest = (file: string): boolean =>
  (file.endsWith('.test.ts') && !file.startsWith('libs/generator/template/')) || file.includes('/bad-models/');

export interface SourceFile {
  /** Relative to the workspace root, with slashes. */
  readonly file: string;
  readonly text: string;
}

export const sourceFiles = (): SourceFile[] =>
  globSync(patterns, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !isTest(file) && !file.includes('/node_modules/'))
    .toSorted()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
