import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDataModel } from '../test-support/arbitrary-data-model.ts';
import { hasErrors } from './issue.ts';
import { readDataModel } from './read-data-model.ts';

const sample = (name: string): string =>
  readFileSync(new URL(`../../../tools/samples/${name}`, import.meta.url), 'utf8');

const junk: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, Infinity],
  ...['', 'x', 'id', 'now()', '__proto__', '\ud800', 'a\u0000', 'serial', 'many-to-many', 'owner'],
  ...[[], {}, ['id'], [null], [[]], { a: 1 }],
];

/** Every member and entry of a document, as the container and the key that it stands under. */
const places = (value: unknown, found: [object, string][] = []): [object, string][] => {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    places(Reflect.get(value, key), found);
  }
  return found;
};

/** Replaces, removes, renames or moves something in the document. */
const spoil = (document: unknown, at: number, how: number): void => {
  const all = places(document);
  const [container, key] = all[at % Math.max(all.length, 1)] ?? [{}, ''];
  const [other, otherKey] = all[(at * 7919) % Math.max(all.length, 1)] ?? [{}, ''];
  const value: unknown = Reflect.get(container, key);
  if (how < junk.length) Reflect.set(container, key, structuredClone(junk[how]));
  else if (how === junk.length) Reflect.deleteProperty(container, key);
  else if (how === junk.length + 1) Reflect.set(container, `${key}x`, structuredClone(value));
  else Reflect.set(container, key, structuredClone(Reflect.get(other, otherKey)));
};

const exists = (document: unknown, path: string): boolean => {
  let value = document;
  for (const segment of path.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = Reflect.get(value, key);
  }
  return true;
};

describe('any document', () => {
  it('is read without an exception and unchanged, and its issues point into it', () => {
    const good = fc.oneof(
      fc.constantFrom(
        ...['everything.json', 'blog-designer.json', 'crm-designer.json', 'school-older.json'].map(sample),
      ),
      arbitraryDataModel().map((model) => JSON.stringify(model)),
    );
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(junk.length + 2)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(good, changes, (text, spoils) => {
        const document: unknown = JSON.parse(text);
        for (const [at, how] of spoils) spoil(document, at, how);
        const before = structuredClone(document);
        const { issues, resolved } = readDataModel(document);
        expect(document).toEqual(before);
        expect(issues.filter(({ path }) => !exists(document, path))).toEqual([]);
        expect(issues.filter(({ message }) => !/^\p{Lu}.*\.$/su.test(message))).toEqual([]);
        expect(resolved === undefined).toBe(hasErrors(issues));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused, not followed, when it is nested without end', () => {
    const document: unknown = JSON.parse(`{"name":"x","tables":${'['.repeat(500_000)}${']'.repeat(500_000)}}`);
    expect(readDataModel(document).issues.map(({ code }) => code)).toContain('too_deep');
  });
});
