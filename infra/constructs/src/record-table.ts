import type { TableDefinition, TableKeyAttribute } from '@snapinfra/platform';
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, type Attribute } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

const attribute = ({ name, type }: TableKeyAttribute): Attribute => ({
  name,
  type: type === 'N' ? AttributeType.NUMBER : AttributeType.STRING,
});

/**
 * A table of records from its definition in libs/platform: on demand, with point-in-time recovery and expiry of old
 * items. Protected from deletion: the data survives if the stack is deleted or the resource is replaced.
 */
export class RecordTable extends Table {
  constructor(scope: Construct, id: string, tableName: string, definition: TableDefinition) {
    super(scope, id, {
      tableName,
      partitionKey: attribute(definition.partitionKey),
      sortKey: attribute(definition.sortKey),
      timeToLiveAttribute: definition.ttlAttribute,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    for (const { indexName, partitionKey, sortKey, projection } of definition.indexes) {
      this.addGlobalSecondaryIndex({
        indexName,
        partitionKey: attribute(partitionKey),
        sortKey: attribute(sortKey),
        projectionType: ProjectionType[projection],
      });
    }
  }
}
