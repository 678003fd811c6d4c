import { describe, expect, it } from 'vitest';
import { localAccount, localRegion } from '../stage-env.ts';
import { stackTemplates, synthesizeTemplates } from './stack-templates.ts';

const target = { stage: 'some-stage', account: localAccount, region: localRegion };

describe('stackTemplates', () => {
  it('are those of the CDK for the stage', async () => {
    const direct = await synthesizeTemplates(target);
    expect(await stackTemplates(target)).toEqual(direct);
    expect(await stackTemplates(target)).toEqual(direct);
  });

  it('have the stage in the name of every stack', async () => {
    const names = (await stackTemplates({ stage: 'x' })).map(({ stackName }) => stackName);
    expect(names).toEqual(
      expect.arrayContaining(['SnapinfraDynamoDBStack-x', 'SnapinfraServicesStack-x', 'SnapinfraCodegenWorkerStack-x']),
    );
  });

  it('use another account and region', async () => {
    const text = JSON.stringify(await stackTemplates({ stage: 'x', account: '111111111111', region: 'eu-west-1' }));
    expect(text).toContain('snapinfra-x-storage-111111111111-eu-west-1');
  });
});
