import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const source = new URL('../../data-model/src/values/', import.meta.url);
const copies = new URL('../template/src/core/', import.meta.url);
const textOf = (folder: URL, name: string): string => readFileSync(new URL(name, folder), 'utf8');

/**
 * What a model may have as a default is what the API of its project takes: both read values by the same modules. A generated
 * project imports nothing of ours, so the template has copies of them.
 */
describe('the formats of the data model and those of a generated project', () => {
  const names = readdirSync(source).filter((name) => !name.endsWith('.test.ts'));

  it('are the same modules', () => {
    expect(names).toContain('formats.ts');
    const stale = names.filter((name) => textOf(copies, name) !== textOf(source, name));
    expect(stale, 'run cp libs/data-model/src/values/*.ts libs/generator/template/src/core/').toEqual([]);
  });

  it('import nothing but each other, so that a browser and a generated project can read them', () => {
    for (const name of names) {
      const imported = [...textOf(source, name).matchAll(/from '([^']+)'/g)].map(([, path]) => path);
      expect(imported.filter((path) => !names.includes(String(path).replace('./', '')))).toEqual([]);
    }
  });
});
