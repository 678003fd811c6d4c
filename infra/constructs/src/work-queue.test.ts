import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { WorkQueue } from './work-queue.ts';

const template = () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Test');
  const queue = new WorkQueue(stack, 'Jobs', {
    queueName: 'jobs',
    deadLetterQueueName: 'jobs-dlq',
    leaseDuration: Duration.seconds(90),
    maxReceiveCount: 50,
  });
  expect(queue.queue.deadLetterQueue?.queue).toBe(queue.deadLetterQueue);
  return Template.fromStack(stack);
};

describe('WorkQueue', () => {
  it('has a redrive policy and long polling', () => {
    template().hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'jobs',
      VisibilityTimeout: 90,
      ReceiveMessageWaitTimeSeconds: 20,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetterQueue'), 'Arn'] },
        maxReceiveCount: 50,
      },
    });
  });

  it('retains messages for 14 days, encrypted, and both queues when the stack is deleted', () => {
    template().allResourcesProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template().allResources('AWS::SQS::Queue', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('rejects connections without TLS', () => {
    template().resourceCountIs('AWS::SQS::QueuePolicy', 2);
    template().allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });
});
