import { expect, it } from 'vitest';
import { drawFiles } from './draw-files.ts';

const files = Array.from({ length: 20 }, (_, index) => `test/${index}.test.ts`);

it('draws a share of the files, the same ones for a seed', () => {
  const drawn = drawFiles(files, 0.3, '7');
  expect(drawn).toHaveLength(6);
  expect(new Set(drawn).size).toBe(6);
  expect(files).toEqual(expect.arrayContaining([...drawn]));
  expect(drawFiles(files.toReversed(), 0.3, '7')).toEqual(drawn);
  expect(drawFiles(files, 0.3, '8')).not.toEqual(drawn);
});

it('leaves none out for good', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => String(seed));
  expect(new Set(seeds.flatMap((seed) => drawFiles(files, 0.3, seed))).size).toBe(files.length);
});

it('draws one at least', () => {
  expect(drawFiles(files, 0.001, '7')).toHaveLength(1);
});
