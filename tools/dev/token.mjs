// `npm run token`: runs before anything is installed, so plain JavaScript without dependencies.
import { runOnBundledNode } from './lib/bundled-node.mjs';
import { ensureInstalled, InstallError } from './lib/ensure-installed.mjs';

try {
  await ensureInstalled();
  await runOnBundledNode(new URL('./tokens/main.ts', import.meta.url));
} catch (error) {
  console.error(error instanceof InstallError ? error.message : error);
  process.exit(1);
}
