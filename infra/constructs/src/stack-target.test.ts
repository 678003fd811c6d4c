import { describe, expect, it } from 'vitest';
import { namesOf, stackProps, stackTargetFromEnv } from './stack-target.ts';

describe('stack target', () => {
  it('is the dev stage when nothing is said', () => {
    expect(stackTargetFromEnv({})).toEqual({ stage: 'dev', account: undefined, region: undefined });
    expect(stackTargetFromEnv({ STAGE: '' }).stage).toBe('dev');
  });

  it('carries the stage in the name of the stack', () => {
    expect(stackProps('SnapinfraServicesStack', { stage: 'prod' }).stackName).toBe('SnapinfraServicesStack-prod');
  });

  it('leaves account and region to CloudFormation when they are unknown', () => {
    expect(namesOf({ stage: 'dev' }).bucket).toMatch(/^snapinfra-dev-storage-\$\{Token/);
    expect(namesOf({ stage: 'dev', account: '111111111111', region: 'eu-west-1' }).bucket).toBe(
      'snapinfra-dev-storage-111111111111-eu-west-1',
    );
  });

  it('refuses a stage that can be no part of a name', () => {
    expect(() => namesOf({ stage: 'Prod!' })).toThrow(/Prod!/);
  });
});
