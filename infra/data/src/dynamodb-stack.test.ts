import { resourceNames, tables } from '@snapinfra/platform';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesizeDataTemplate } from './index.ts';

const target = { stage: 'test', account: '111111111111', region: 'eu-west-1' };
const names = resourceNames(target.stage, target.account, target.region);
const { stackName, template: json } = synthesizeDataTemplate(target);
const template = Template.fromJSON(json);

describe('SnapinfraDynamoDBStack', () => {
  it('is named after its stage', () => {
    expect(stackName).toBe('SnapinfraDynamoDBStack-test');
  });

  it('has the tables that libs/platform declares, and nothing else', () => {
    const tableNames = Object.values(json.Resources).map(({ Properties }) => Properties?.['TableName']);
    expect(tableNames.toSorted()).toEqual(Object.values(names.tables).toSorted());
    template.resourceCountIs('AWS::DynamoDB::Table', Object.keys(json.Resources).length);
  });

  it.each(tables)('$key has its keys, its indexes and its expiry', (definition) => {
    const keySchema = ({ partitionKey, sortKey }: Pick<typeof definition, 'partitionKey' | 'sortKey'>) => [
      { AttributeName: partitionKey.name, KeyType: 'HASH' },
      { AttributeName: sortKey.name, KeyType: 'RANGE' },
    ];
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: names.tables[definition.key],
      KeySchema: keySchema(definition),
      TimeToLiveSpecification: { AttributeName: definition.ttlAttribute, Enabled: true },
      GlobalSecondaryIndexes:
        definition.indexes.length === 0
          ? Match.absent()
          : definition.indexes.map((index) => ({
              IndexName: index.indexName,
              KeySchema: keySchema(index),
              Projection: { ProjectionType: index.projection },
            })),
    });
  });

  it('has on-demand tables with point-in-time recovery, which are retained when the stack is deleted', () => {
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('does not depend on other stacks and exports nothing', () => {
    expect(JSON.stringify(json)).not.toContain('Fn::ImportValue');
    expect(json['Outputs']).toBeUndefined();
  });
});
