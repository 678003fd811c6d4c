import { expect, it } from 'vitest';
import { archiveFileName } from './archive-file-name.ts';

it.each([
  ['Chinook', 'Chinook.zip'],
  [' my / "shop"\\2 ', 'my-shop-2.zip'],
  ['Übung', 'Übung.zip'],
  ['U\u0308bung', 'Übung.zip'],
  ['हिन्दी', 'हिन्दी.zip'],
  ['日本', '日本.zip'],
  ['../..', 'project.zip'],
  ['con', 'con-project.zip'],
  ['LPT1', 'LPT1-project.zip'],
  ['console', 'console.zip'],
])('calls the archive of %j', (projectName, fileName) => {
  expect(archiveFileName(projectName)).toBe(fileName);
});

it.each(['x', 'ü', '字', '𠮷'])('cuts a long name of %s between characters', (character) => {
  const fileName = archiveFileName(character.repeat(500));
  expect(Buffer.byteLength(fileName)).toBeLessThanOrEqual(204);
  expect(Buffer.byteLength(fileName)).toBeGreaterThan(198);
  expect(fileName.replaceAll(character, '')).toBe('.zip');
});

it('ends no name in a dash where it is cut', () => {
  expect(archiveFileName(`${'x'.repeat(199)} ${'y'.repeat(50)}`)).toBe(`${'x'.repeat(199)}.zip`);
});
