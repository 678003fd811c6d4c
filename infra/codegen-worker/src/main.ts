import { stackTargetFromEnv } from '@snapinfra/infra-constructs';
import { App } from 'aws-cdk-lib';
import { SnapinfraCodegenWorkerStack } from './codegen-worker-stack.ts';

const app = new App();
// oxlint-disable-next-line no-new -- a stack adds itself to the app
new SnapinfraCodegenWorkerStack(app, stackTargetFromEnv(process.env));
app.synth();
