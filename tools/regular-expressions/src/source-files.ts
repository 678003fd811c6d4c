import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** What runs where callers' texts are: gateway, workers, data model, AWS clients, generator, and what it generates. */
const patterns = ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'libs/generator/template/{src,test}/**/*.ts'];

/** What only our own tests run; tests of the template are part of what is generated. */
const isTest = (file: string): boolean =>
  (file.endsWith('.test.ts') && !file.startsWith('libs/generator/template/')) || file.includes('/bad-models/');

export interface SourceFile {
  /** From the workspace's root, with slashes. */
  readonly file: string;
  readonly text: string;
}

export const sourceFiles = (): SourceFile[] =>
  globSync(patterns, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !isTest(file) && !file.includes('/node_modules/'))
    .toSorted()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
