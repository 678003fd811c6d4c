import { requireLocalStack } from './find-localstack.ts';
import { serveParent } from './host-process.ts';
import { openLocalStack } from './start-localstack.ts';

/** Holds a LocalStack without any stage: `node localstack-host.ts` writes its endpoint to stdout, and ends with its stdin. */
await serveParent('localstack', async () => {
  const { endpoint, stop } = await openLocalStack(await requireLocalStack(process.env));
  return { line: endpoint, close: stop };
});
