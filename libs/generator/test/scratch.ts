import { readFileSync, mkdirSync, symlinkSync, existsSync, rmSync } from 'node:fs';
import {
  generateFiles,
  readModel,
  readSample,
  runTests,
  typecheck,
  lint,
  writeFiles,
} from './support/generated-project.ts';
const [what = '', mode = 'test', ...only] = process.argv.slice(2);
const folder = `/tmp/w/${what.replace(/\W/g, '_')}`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
if (!existsSync('/tmp/w/node_modules')) symlinkSync('/work/deletes/node_modules', '/tmp/w/node_modules');
writeFiles(
  folder,
  generateFiles(what.endsWith('.json') ? readModel(JSON.parse(readFileSync(what, 'utf8'))) : readSample(what)),
);
const outcome =
  mode === 'types'
    ? await typecheck([folder])
    : mode === 'lint'
      ? await lint(folder)
      : await runTests(folder, { only, ...(process.env['URL'] ? { databaseUrl: process.env['URL'] } : {}) });
console.log(outcome.output.slice(-12000));
process.exitCode = outcome.status ?? 1;
