import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const advice =
  "Snapinfra's local DynamoDB (dynoxide) is available for linux-x64 only. Start LocalStack instead: " +
  'docker run --rm -p 4566:4566 localstack/localstack:4.14.0, then AWS_ENDPOINT_URL=http://127.0.0.1:4566 npm start';

/** There is no local DynamoDB for this platform; the message says what to do instead. */
export class NoLocalDynamoError extends Error {
  override readonly name = 'NoLocalDynamoError';
}

/**
 * Path of the dynoxide binary for this machine.
 *
 * @throws NoLocalDynamoError
 */
export const dynoxideBinary = (platform: string = process.platform, arch: string = process.arch): string => {
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve(`@dynoxide/${platform}-${arch}/package.json`)), 'dynoxide');
  } catch {
    throw new NoLocalDynamoError(`No local DynamoDB for ${platform}-${arch}. ${advice}`);
  }
};
