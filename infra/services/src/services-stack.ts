import { namesOf, PrivateBucket, stackProps, type StackTarget } from '@snapinfra/infra-constructs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

const stackId = 'SnapinfraServicesStack';

export interface ServicesTarget extends StackTarget {
  /** Pages whose scripts may use presigned URLs; on one machine by default. */
  readonly browserOrigins?: readonly string[] | undefined;
}

/** A developer's own pages, on any port. */
const localOrigins = ['http://localhost:*', 'http://127.0.0.1:*'] as const;

/** What several apps share: the bucket of archives and large documents, the topic of notifications. */
export class SnapinfraServicesStack extends Stack {
  constructor(scope: Construct, target: ServicesTarget) {
    super(scope, stackId, { ...stackProps(stackId, target), description: 'Snapinfra: bucket and notification topic' });
    const names = namesOf(target);
    // oxlint-disable-next-line no-new -- a construct adds itself to the stack
    new PrivateBucket(this, 'Storage', {
      bucketName: names.bucket,
      browserOrigins: target.browserOrigins ?? localOrigins,
      // Answers to keyed POSTs that are too big for an item; the item that points to one lives for a day.
      expireAfterDays: { 'idempotency/': 2 },
    });
    // Messages carry ids and states, no secrets: SNS' own encryption at rest suffices, a customer key is not needed.
    const notifications = new Topic(this, 'DeploymentNotifications', {
      topicName: names.topics.deploymentNotifications,
      enforceSSL: true,
    });
    // A topic owns its subscriptions: people who asked to be told.
    notifications.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}
