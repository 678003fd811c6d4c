import { codeGenerationLeaseMs, codeGenerationMaxAttempts } from '@snapinfra/platform';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesizeCodegenWorkerTemplate } from './index.ts';

const { stackName, template: json } = synthesizeCodegenWorkerTemplate({
  stage: 'test',
  account: '111111111111',
  region: 'eu-west-1',
});
const template = Template.fromJSON(json);

const queue = (name: string) =>
  Object.values(json.Resources).find(({ Properties }) => Properties?.['QueueName'] === name)?.Properties ?? {};

describe('SnapinfraCodegenWorkerStack', () => {
  it('is named after its stage', () => {
    expect(stackName).toBe('SnapinfraCodegenWorkerStack-test');
  });

  it('has the queue and its dead-letter queue, and nothing else', () => {
    template.resourceCountIs('AWS::SQS::Queue', 2);
    expect(queue('snapinfra-test-code-generation')).toHaveProperty('RedrivePolicy');
    expect(queue('snapinfra-test-code-generation-dlq')).not.toHaveProperty('RedrivePolicy');
  });

  it('has the lease as visibility timeout', () => {
    expect(queue('snapinfra-test-code-generation')['VisibilityTimeout']).toBe(codeGenerationLeaseMs / 1000);
  });

  it('allows far more receives than attempts, which are counted in the record', () => {
    const { maxReceiveCount } = queue('snapinfra-test-code-generation')['RedrivePolicy'] as { maxReceiveCount: number };
    expect(maxReceiveCount).toBeGreaterThanOrEqual(10 * codeGenerationMaxAttempts);
  });

  it('does not depend on other stacks and exports nothing', () => {
    expect(JSON.stringify(json)).not.toContain('Fn::ImportValue');
    expect(json['Outputs']).toBeUndefined();
  });
});
