import { createHash } from 'node:crypto';
import type { GenerateInput } from '../generate-project.ts';
import type { MigrationFile } from '../schema-changes/change-plan.ts';
import { jsonText, projectPath, render, type FileSet } from '../emit/index.ts';

export interface Manifest {
  readonly formatVersion: 1;
  readonly generator: { readonly name: string; readonly version: string };
  /** The generation whose migrations were continued, and the generator's version then; null for a first one. */
  readonly base: { readonly generationId: string; readonly generatorVersion: string } | null;
  /** The migrations, and for each the generation whose database it was planned for; null for a first one. */
  readonly migrations: readonly { readonly name: string; readonly base: string | null }[];
  /** Places that no generation writes to, but for the README files that explain them. */
  readonly yours: readonly string[];
  /** Every generated file but this one; the next generation writes them anew. Hexadecimal SHA-256, size in bytes. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

/** Describes the files so far and adds the description to them. */
export const addManifest = (
  files: FileSet,
  { generatorVersion, history }: Pick<GenerateInput, 'generatorVersion' | 'history'>,
  migrations: readonly MigrationFile[],
): Manifest => {
  const described = [...files.sorted()].map(([path, content]) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return [path, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }] as const;
  });
  const manifest: Manifest = {
    formatVersion: 1,
    generator: { name: '@snapinfra/generator', version: generatorVersion },
    base:
      history === undefined ? null : { generationId: history.generationId, generatorVersion: history.generatorVersion },
    migrations: migrations.map(({ name, base }) => ({ name, base: base ?? null })),
    yours: ['src/custom/**', '.env'],
    files: Object.fromEntries(described),
  };
  files.add(projectPath('.snapinfra', 'manifest.json'), render(jsonText(manifest)));
  return manifest;
};
