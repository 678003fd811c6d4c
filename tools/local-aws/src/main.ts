import { parseArgs } from 'node:util';
import { startLocalAws } from './local-aws.ts';

const help = `Local AWS: DynamoDB, SQS, SNS and S3 on 127.0.0.1, with the resources of the stacks under infra/.

  node tools/local-aws/src/main.ts [--dir .snapinfra/aws] [--stage local] [--dynamo-port 4100] [--aws-port 4101]

Prints the environment of the apps and runs until Ctrl-C. All state is in the folder.
`;

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: '.snapinfra/aws' },
    stage: { type: 'string', default: 'local' },
    'dynamo-port': { type: 'string', default: '4100' },
    'aws-port': { type: 'string', default: '4101' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};

const localAws = await startLocalAws({
  dir: values.dir,
  stage: values.stage,
  dynamoPort: Number(values['dynamo-port']),
  awsPort: Number(values['aws-port']),
  onDeath: (words) => fail(`DynamoDB (dynoxide) has exited: ${words || 'no output'}`),
}).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  await localAws.stop();
  process.exit(0);
};
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

for (const [name, value] of Object.entries(localAws.env)) process.stdout.write(`${name}=${value}\n`);
