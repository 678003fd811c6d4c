import { describe, expect, it } from 'vitest';
import { namesOf, stackProps, stackTargetFromEnv } from './stack-target.ts';

describe('stack target', () => {
  it('is the dev stage by default', () => {
    expect(stackTargetFromEnv({})).toEqual({ stage: 'dev', account: undefined, region: undefined });
    expect(stackTargetFromEnv({ STAGE: '' }).stage).toBe('dev');
  });

  it('has the stage in the name of the stack', () => {
    expect(stackProps('SnapinfraServicesStack', { stage: 'prod' }).stackName).toBe('SnapinfraServicesStack-prod');
  });

  it('leaves account and region to CloudFormation if they are not given', () => {
    expect(namesOf({ stage: 'dev' }).bucket).toMatch(/^snapinfra-dev-storage-\$\{Token/);
    expect(namesOf({ stage: 'dev', account: '111111111111', region: 'eu-west-1' }).bucket).toBe(
      'snapinfra-dev-storage-111111111111-eu-west-1',
    );
  });

  it('rejects a stage that is not valid in names', () => {
    expect(() => namesOf({ stage: 'Prod!' })).toThrow(/Prod!/);
  });
});
