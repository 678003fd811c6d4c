import { stackTargetFromEnv } from '@snapinfra/infra-constructs';
import { App } from 'aws-cdk-lib';
import { SnapinfraDynamoDBStack } from './dynamodb-stack.ts';

const app = new App();
// oxlint-disable-next-line no-new -- a stack adds itself to the app
new SnapinfraDynamoDBStack(app, stackTargetFromEnv(process.env));
app.synth();
