import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createWorkshop,
  generateFiles,
  lint,
  readSample,
  runTests,
  samples,
  typecheck,
  type Workshop,
} from './support/generated-project.ts';
import { tail } from './support/run.ts';
import { choice, testedOn, usualSamples } from './support/usual-samples.ts';

const minutes = 60_000;
let workshop: Workshop;
const projects = new Map<string, string>();
const folderOf = (sample: string) => projects.get(sample) ?? '';

beforeAll(() => {
  workshop = createWorkshop();
  for (const sample of samples) projects.set(sample, workshop.generate(sample, readSample(sample)));
});
afterAll(() => workshop.clean());

describe('the projects of the samples', () => {
  it(`type-check under their own strict configuration (${choice})`, { timeout: 4 * minutes }, async () => {
    const { status, output } = await typecheck(usualSamples.map(folderOf));
    expect(status, tail(output)).toBe(0);
  });

  it.each(samples)('%s lints with its own rules', async (sample) => {
    expect(existsSync(join(folderOf(sample), '.oxlintrc.json'))).toBe(true);
    const { status, output } = await lint(folderOf(sample));
    expect(status, tail(output)).toBe(0);
  });

  it.each(testedOn('pglite'))('%s passes its own tests on PGlite', { timeout: 6 * minutes }, async (sample) => {
    const { status, output } = await runTests(folderOf(sample));
    expect(status, tail(output)).toBe(0);
  });

  it.each(samples)('%s has the same bytes when it is generated again', (sample) => {
    const again = generateFiles(readSample(sample));
    expect(again).toEqual(generateFiles(readSample(sample)));
  });
});
