import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Ways around the emitter: its inner modules, where raw text becomes code, and casts to code or to a checked path. */
const detours = (source: string): readonly string[] =>
  [/from '[^']*emit\/(?!index\.ts')[^']*'/g, /\bas (?:unknown as )?(?:Code|ProjectPath)\b/g].flatMap((pattern) =>
    [...source.matchAll(pattern)].map(([found]) => found),
  );

describe('the emitter', () => {
  it('is used by its public face only', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('emit'))
      .map((path) => [relative(root, join(root, path)), readFileSync(join(root, path), 'utf8')] as const);
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(([path, source]) => detours(source).map((found) => `${path}: ${found}`))).toEqual([]);
  });

  it.each([
    "import { createCode } from '../emit/code.ts';",
    "import { escapeUnsafe } from './emit/text.ts';",
    "const code = 'x' as Code<'ts'>;",
    "const code = text as unknown as Code<'sql'>;",
    "files.add('../x' as ProjectPath, '');",
  ])('has no detour like %s', (source) => expect(detours(source)).not.toEqual([]));
});
