import { namesOf, PrivateBucket, stackProps, type StackTarget } from '@snapinfra/infra-constructs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

const stackId = 'SnapinfraServicesStack';

export interface ServicesTarget extends StackTarget {
  /** Origins of web pages that may use presigned URLs; by default only local ones. */
  readonly browserOrigins?: readonly string[] | undefined;
}

/** Pages on a developer's machine, on any port. */
const localOrigins = ['http://localhost:*', 'http://127.0.0.1:*'] as const;

/** The resources that several apps share: the bucket for archives and large documents, the topic for notifications. */
export class SnapinfraServicesStack extends Stack {
  constructor(scope: Construct, target: ServicesTarget) {
    super(scope, stackId, { ...stackProps(stackId, target), description: 'Snapinfra: bucket and notification topic' });
    const names = namesOf(target);
    // oxlint-disable-next-line no-new -- a construct adds itself to the stack
    new PrivateBucket(this, 'Storage', {
      bucketName: names.bucket,
      browserOrigins: target.browserOrigins ?? localOrigins,
      expireAfterDays: {
        // Responses to POSTs with an idempotency key that are too large for an item, whose item expires after a day.
        'idempotency/': 2,
        // Archives with everything of a user, each offered for a week. They are personal, so none outlives that for long.
        'exports/': 8,
      },
    });
    // Messages contain ids and states but no secrets, so SNS' default encryption at rest suffices.
    const notifications = new Topic(this, 'DeploymentNotifications', {
      topicName: names.topics.deploymentNotifications,
      enforceSSL: true,
    });
    // Deleting the topic would also delete its subscriptions.
    notifications.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}
