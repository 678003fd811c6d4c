import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** Files of ours that a browser's bundle has code of, relative to the root. It fails where one needs a built-in of Node. */
const bundledFiles = async (contents: string): Promise<string[]> => {
  const { metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([file, { bytesInOutput }]) =>
    bytesInOutput > 0 && !file.includes('node_modules') && file !== '<stdin>' ? [file] : [],
  );
};

describe('the HTTP contracts in a browser', () => {
  it('are bundled without built-ins of Node, records, messages and the logic of the data model', async () => {
    const files = await bundledFiles(`export { httpContracts, pathOf, problems } from '@snapinfra/contracts/http';`);
    expect(files).toContain('libs/contracts/src/http/all-contracts.ts');
    expect(files.filter((file) => !file.startsWith('libs/contracts/src/')).toSorted()).toEqual([
      'libs/data-model/src/data-model-limits.ts',
      'libs/data-model/src/relationship.schema.ts',
      'libs/data-model/src/severity.ts',
    ]);
    expect(files.filter((file) => /\/messages\//.test(file))).toEqual([]);
  });

  it('would be seen to carry more', async () => {
    const withMessages = await bundledFiles(`export { codeGenerationRequested } from '@snapinfra/contracts';`);
    expect(withMessages).toContain('libs/contracts/src/code-generations/messages/code-generation-requested.ts');
    await expect(bundledFiles(`import 'node:fs';`)).rejects.toThrow('node:fs');
  });
});
