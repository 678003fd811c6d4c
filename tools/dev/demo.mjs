// `npm run demo`: runs before anything is installed, so plain JavaScript without dependencies.
import { runOnBundledNode } from './lib/bundled-node.mjs';
import { ensureInstalled, InstallError } from './lib/ensure-installed.mjs';

try {
  await ensureInstalled();
} catch (error) {
  console.error(error instanceof InstallError ? error.message : error);
  process.exit(1);
}
await runOnBundledNode(new URL('./demo/main.ts', import.meta.url));
