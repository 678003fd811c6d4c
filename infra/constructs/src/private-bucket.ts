import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface PrivateBucketProps {
  readonly bucketName: string;
  /** Pages that may use presigned URLs from a browser, such as https://app.example.com or http://localhost:*. */
  readonly browserOrigins: readonly string[];
  /** Prefixes whose objects are of use for a while only, with the days after which they go. */
  readonly expireAfterDays?: Readonly<Record<string, number>>;
}

/**
 * A bucket that is reached by the apps and by presigned URLs only: nothing public, TLS only, encrypted.
 *
 * Not versioned on purpose. Keys carry the id and version of what they hold and are never written twice, so there is
 * nothing to go back to; and a user's deleted archive has to be gone, not hidden behind a delete marker.
 */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, { bucketName, browserOrigins, expireAfterDays = {} }: PrivateBucketProps) {
    super(scope, id, {
      bucketName,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: false,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        ...Object.entries(expireAfterDays).map(([prefix, days]) => ({
          id: `expire-${prefix.replace(/\/$/, '')}`,
          prefix,
          expiration: Duration.days(days),
        })),
      ],
      cors: [
        {
          allowedOrigins: [...browserOrigins],
          allowedMethods: [HttpMethods.GET, HttpMethods.HEAD, HttpMethods.PUT],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag', 'Content-Disposition', 'Content-Length', 'Content-Range'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
    });
  }
}
