import type { FastifyPluginAsync } from 'fastify';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const isPlugin = (value: unknown): value is FastifyPluginAsync => typeof value === 'function';

const isModule = (name: string): boolean => /\.[jt]s$/.test(name) && !/\.(d|test)\.ts$/.test(name);

/** The default exports of the files of a folder (src/custom), in the order of their names. */
export const loadPlugins = async (folder: string): Promise<readonly FastifyPluginAsync[]> => {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const plugins: FastifyPluginAsync[] = [];
  for (const file of entries.filter(isModule).toSorted()) {
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(join(folder, file)).href);
    // Files without a default export are there for the others to import.
    if (loaded.default === undefined) continue;
    if (!isPlugin(loaded.default))
      throw new Error(`${join(folder, file)}: its default export must be a Fastify plugin`);
    plugins.push(loaded.default);
  }
  return plugins;
};
