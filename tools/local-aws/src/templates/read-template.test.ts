import { resourceNames } from '@snapinfra/platform';
import { describe, expect, it } from 'vitest';
import { localAccount, localRegion } from '../stage-env.ts';
import { readTemplates } from './read-template.ts';
import { stackTemplates } from './stack-templates.ts';

const names = resourceNames('local', localAccount, localRegion);

describe('readTemplates', () => {
  it('finds in the stacks exactly what the apps read from their environment', async () => {
    const resources = readTemplates((await stackTemplates({ stage: 'local' })).map(({ template }) => template));
    expect(resources.tables.map(({ tableName }) => tableName)).toEqual(Object.values(names.tables));
    expect(resources.queues.map(({ queueName }) => queueName)).toEqual(
      expect.arrayContaining([names.queues.codeGeneration, names.queues.codeGenerationDeadLetter]),
    );
    expect(resources.topics).toEqual([names.topics.deploymentNotifications]);
    expect(resources.buckets.map(({ bucketName }) => bucketName)).toEqual([names.bucket]);
    expect(resources.notMade).toEqual(
      expect.arrayContaining(['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy']),
    );
  });

  it('resolves references, joins and ARNs', () => {
    const { queues } = readTemplates([
      {
        Resources: {
          Dead: {
            Type: 'AWS::SQS::Queue',
            Properties: { QueueName: { 'Fn::Join': ['-', ['dead', { Ref: 'AWS::Region' }]] } },
          },
          Jobs: {
            Type: 'AWS::SQS::Queue',
            Properties: {
              QueueName: 'jobs',
              RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Named', 'Arn'] }, maxReceiveCount: 3 },
            },
          },
          Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'named' } },
        },
      },
    ]);
    expect(queues[0]?.queueName).toBe('dead-us-east-1');
    expect(queues[1]?.attributes['RedrivePolicy']).toBe(
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:named","maxReceiveCount":3}',
    );
  });

  it('rejects a resource without an explicit name', () => {
    expect(() => readTemplates([{ Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: {} } } }])).toThrow(
      /QueueName/,
    );
  });
});
