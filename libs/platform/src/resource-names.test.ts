import { describe, expect, it } from 'vitest';
import { outboxShardOf, outboxShards, resourceNames, tableNames } from './index.ts';

describe('resourceNames', () => {
  it('derives every name from stage, account and region', () => {
    const names = resourceNames('prod', '123456789012', 'eu-west-1');
    expect(names.tables.projects).toBe('snapinfra-prod-projects');
    expect(names.tables).toEqual(tableNames(names.tablePrefix));
    expect(names.queues.codeGeneration).toBe('snapinfra-prod-code-generation');
    expect(names.bucket).toBe('snapinfra-prod-storage-123456789012-eu-west-1');
    expect(names.topicArns.deploymentNotifications).toBe(
      'arn:aws:sns:eu-west-1:123456789012:snapinfra-prod-deployment-notifications',
    );
  });

  it('keeps the bucket within 63 characters for the longest stage and region', () => {
    expect(resourceNames('a'.repeat(16), '123456789012', 'ap-southeast-1').bucket.length).toBeLessThanOrEqual(63);
  });

  it.each(['', 'Prod', '1st', 'a_b', 'ends-', 'a'.repeat(17)])('refuses the stage %j', (stage) => {
    expect(() => resourceNames(stage, '123456789012', 'eu-west-1')).toThrow(RangeError);
  });
});

describe('outboxShardOf', () => {
  it('spreads ids over all shards', () => {
    const seen = new Set(Array.from({ length: 200 }, (_, index) => outboxShardOf(`01K${index}`)));
    expect(seen.size).toBe(outboxShards.length);
  });
});
