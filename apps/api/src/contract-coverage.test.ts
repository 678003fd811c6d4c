import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { httpContracts } from '@snapinfra/contracts';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../test');

/** The tests without their imports. */
const readTests = async (): Promise<string[]> => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.map((text) => text.replaceAll(/^import [^;]+;$/gm, ''));
};

it.each(Object.keys(httpContracts))('%s is exercised by an integration test', async (name) => {
  const tests = await readTests();
  expect(tests.some((text) => new RegExp(`\\b${name}\\b`).test(text))).toBe(true);
});
