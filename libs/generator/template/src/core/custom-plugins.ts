import type { FastifyPluginAsync } from 'fastify';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const isPlugin = (value: unknown): value is FastifyPluginAsync => typeof value === 'function';

const isModule = (name: string): boolean => /\.[jt]s$/.test(name) && !/\.(d|test)\.ts$/.test(name);

/** Loads the default exports of all modules in a folder (src/custom) and its subfolders, in order of their paths. */
export const loadPlugins = async (folder: string): Promise<readonly FastifyPluginAsync[]> => {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const plugins: FastifyPluginAsync[] = [];
  for (const file of entries.filter(isModule).toSorted()) {
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(join(folder, file)).href);
    // Files without a default export are helpers for other files.
    if (loaded.default === undefined) continue;
    if (!isPlugin(loaded.default))
      throw new Error(`${join(folder, file)}: its default export must be a Fastify plugin`);
    plugins.push(loaded.default);
  }
  return plugins;
};
