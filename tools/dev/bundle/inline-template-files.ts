import type { Plugin } from 'esbuild';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const assetModule = /[\\/]libs[\\/]generator[\\/]src[\\/]template-files\.ts$/;

/**
 * libs/generator/src/template-files.ts reads the template folder when it is loaded. That folder does not exist in a
 * bundle: the module is executed at build time, and its exported values are written into the bundle.
 */
export const inlineTemplateFiles: Plugin = {
  name: 'inline-template-files',
  setup(build) {
    build.onLoad({ filter: assetModule }, async ({ path }) => {
      const exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
      return {
        loader: 'js',
        contents: Object.entries(exported)
          .map(([name, value]) => `export const ${name} = ${asExpression(value, name)};`)
          .join('\n'),
        watchDirs: await foldersUnder(join(dirname(path), '../template')),
      };
    });
  },
};

/** A JavaScript expression for a value that consists of JSON, maps and bytes. */
export function asExpression(value: unknown, where: string): string {
  if (value instanceof Map) {
    const entries = [...value].map(([key, member]) => `[${JSON.stringify(key)}, ${asExpression(member, where)}]`);
    return `new Map([\n${entries.join(',\n')}\n])`;
  }
  if (value instanceof Uint8Array) {
    return `new Uint8Array(Buffer.from(${JSON.stringify(Buffer.from(value).toString('base64'))}, 'base64'))`;
  }
  const json = typeof value === 'function' ? undefined : JSON.stringify(value);
  if (json === undefined)
    throw new Error(`template-files.ts exports ${where}, which is not data and cannot be inlined`);
  return json;
}

async function foldersUnder(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return [root, ...entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))];
}
