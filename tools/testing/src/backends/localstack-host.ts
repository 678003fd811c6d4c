import { requireLocalStack } from './find-localstack.ts';
import { serveParent } from './host-process.ts';
import { openLocalStack } from './start-localstack.ts';

/** Runs LocalStack without any stage: writes its endpoint to stdout, and exits when its stdin is closed. */
await serveParent('localstack', async () => {
  const { endpoint, stop } = await openLocalStack(await requireLocalStack(process.env));
  return { line: endpoint, close: stop };
});
