/**
 * Runs all tests in this process, because they share one embedded database; `node --test` would start a process and
 * a database for each file. Arguments select files: `npm test -- crud`.
 */
import { readdir } from 'node:fs/promises';
import { explainStartupError } from '../src/core/startup-error.ts';
import { takeExistingRows } from './support/existing-rows.ts';

const wanted = process.argv.slice(2);
const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts')).sort();

const defineLastTest = await takeExistingRows().catch((error: unknown) => {
  process.stderr.write(`${explainStartupError(error)}\n`);
  process.exit(1);
});
for (const file of files) {
  if (wanted.length === 0 || wanted.some((word) => file.includes(word))) await import(`./${file}`);
}
defineLastTest();
