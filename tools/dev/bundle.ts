import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleApp } from './bundle/bundle-app.ts';

const workspaceRoot = resolve(import.meta.dirname, '../..');

/** `node tools/dev/bundle.ts <app>…` builds apps/<app>/dist. */
async function main(apps: readonly string[]): Promise<void> {
  if (apps.length === 0) throw new Error('Name an app: node tools/dev/bundle.ts api');
  for (const app of apps) {
    const outputFolder = join(workspaceRoot, 'apps', app, 'dist');
    await bundleApp({ appRoot: join(workspaceRoot, 'apps', app), outputFolder });
    for (const file of await readdir(outputFolder)) {
      const { size } = await stat(join(outputFolder, file));
      console.log(`apps/${app}/dist/${file}  ${(size / 1024).toFixed(0)} KB`);
    }
  }
}

await main(process.argv.slice(2));
