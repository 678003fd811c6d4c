import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface PrivateBucketProps {
  readonly bucketName: string;
  /** Origins of web pages that may use presigned URLs, such as https://app.example.com or http://localhost:*. */
  readonly browserOrigins: readonly string[];
  /** Days after which the objects under a prefix expire. */
  readonly expireAfterDays?: Readonly<Record<string, number>>;
}

/**
 * A bucket for the apps and presigned URLs: no public access, TLS only, encrypted.
 *
 * Not versioned on purpose. Keys contain the id and version of their content and are never overwritten, so there is
 * nothing to restore; and an archive that a user has deleted must be gone, not hidden behind a delete marker.
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
