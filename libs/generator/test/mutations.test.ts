import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBed, plant, plantInto, type Bed } from '../mutations/plant.ts';
import { plantings } from '../mutations/plantings/index.ts';
import { generateFiles, readSample } from './support/generated-project.ts';

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
/** Of those for CI; `npx nx mutate generator` plants all. */
const drawnCount = 3;
const [chosen = []] = fc.sample(
  fc.shuffledSubarray(
    plantings.filter(({ inCi }) => inCi),
    { minLength: drawnCount, maxLength: drawnCount },
  ),
  { seed, numRuns: 1 },
);

let bed: Bed;
beforeAll(async () => {
  bed = await makeBed();
});
afterAll(() => bed.stop());

describe(`the tests of a generated project fail (seed ${seed}) when`, () => {
  it.each(chosen.map(({ name }) => name))('%s', { timeout: 120_000 }, async (name) => {
    const position = chosen.findIndex((planting) => planting.name === name);
    const planting = chosen[position];
    if (!planting) throw new Error(`there is no planting ${name}`);
    const verdict = await plant(bed, planting, position);
    expect(verdict, JSON.stringify(verdict).slice(-2000)).toMatchObject({ kind: 'seen' });
  });
});

describe('plantings', () => {
  const projects = new Map<string, ReturnType<typeof generateFiles>>();
  const filesOf = (sample: string) => {
    const files = projects.get(sample) ?? generateFiles(readSample(sample));
    projects.set(sample, files);
    return files;
  };

  it.each(plantings.map(({ name }) => name))('%s: applies to what is generated today', (name) => {
    const planting = plantings.find((candidate) => candidate.name === name);
    if (!planting) throw new Error(`there is no planting ${name}`);
    const text = filesOf(planting.sample).get(planting.file);
    expect(() => plantInto(String(text), planting)).not.toThrow();
  });

  it('that no longer apply are told from those that do', () => {
    expect(() => plantInto('one two', { find: 'three', replace: '' })).toThrow('there is no three');
  });
});
