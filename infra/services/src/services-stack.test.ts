import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesizeServicesTemplate } from './index.ts';

const target = { stage: 'test', account: '111111111111', region: 'eu-west-1' };
const { stackName, template: json } = synthesizeServicesTemplate(target);
const template = Template.fromJSON(json);
const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
const denyWithout = (condition: object) =>
  Match.objectLike({ Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Condition: condition });

describe('SnapinfraServicesStack', () => {
  it('is named after its stage', () => {
    expect(stackName).toBe('SnapinfraServicesStack-test');
  });

  it('has one bucket: private, encrypted, not versioned, retained', () => {
    template.resourceCountIs('AWS::S3::Bucket', 1);
    template.hasResource('AWS::S3::Bucket', {
      ...kept,
      Properties: {
        BucketName: 'snapinfra-test-storage-111111111111-eu-west-1',
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        VersioningConfiguration: Match.absent(),
      },
    });
  });

  it('removes incomplete uploads, expired idempotent responses and exports', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'abandoned-uploads',
            Status: 'Enabled',
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
          { Id: 'expire-idempotency', Status: 'Enabled', Prefix: 'idempotency/', ExpirationInDays: 2 },
          { Id: 'expire-exports', Status: 'Enabled', Prefix: 'exports/', ExpirationInDays: 8 },
        ],
      },
    });
  });

  it('rejects connections without TLS, or with an old version', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          denyWithout({ Bool: { 'aws:SecureTransport': 'false' } }),
          denyWithout({ NumericLessThan: { 's3:TlsVersion': 1.2 } }),
        ]),
      },
    });
  });

  it('allows the given origins to use presigned URLs', () => {
    const { template: withOrigins } = synthesizeServicesTemplate({
      ...target,
      browserOrigins: ['https://app.example.com'],
    });
    Template.fromJSON(withOrigins).hasResourceProperties('AWS::S3::Bucket', {
      CorsConfiguration: {
        CorsRules: [
          Match.objectLike({ AllowedOrigins: ['https://app.example.com'], AllowedMethods: ['GET', 'HEAD', 'PUT'] }),
        ],
      },
    });
  });

  it('has one topic: TLS only, retained', () => {
    template.resourceCountIs('AWS::SNS::Topic', 1);
    template.hasResource('AWS::SNS::Topic', {
      ...kept,
      Properties: { TopicName: 'snapinfra-test-deployment-notifications' },
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });

  it('does not depend on other stacks and exports nothing', () => {
    expect(JSON.stringify(json)).not.toContain('Fn::ImportValue');
    expect(json['Outputs']).toBeUndefined();
  });
});
