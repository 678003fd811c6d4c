import { stackTargetFromEnv } from '@snapinfra/infra-constructs';
import { App } from 'aws-cdk-lib';
import { SnapinfraServicesStack } from './services-stack.ts';

const originsOf = (list: string | undefined): string[] | undefined =>
  list
    ?.split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');

const app = new App();
// oxlint-disable-next-line no-new -- a stack adds itself to the app
new SnapinfraServicesStack(app, {
  ...stackTargetFromEnv(process.env),
  browserOrigins: originsOf(process.env['CORS_ORIGINS'] || undefined),
});
app.synth();
