import { tables } from '@snapinfra/platform';
import { namesOf, RecordTable, stackProps, type StackTarget } from '@snapinfra/infra-constructs';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const stackId = 'SnapinfraDynamoDBStack';

/** All tables that libs/platform declares, with the names of the stage. */
export class SnapinfraDynamoDBStack extends Stack {
  constructor(scope: Construct, target: StackTarget) {
    super(scope, stackId, { ...stackProps(stackId, target), description: 'Snapinfra: the DynamoDB tables' });
    const names = namesOf(target);
    for (const table of tables) {
      // oxlint-disable-next-line no-new -- a construct adds itself to the stack
      new RecordTable(this, pascalCase(table.key), names.tables[table.key], table);
    }
  }
}

/** `code-generations` → `CodeGenerations`. Must not change, because a new logical id would replace the table. */
const pascalCase = (key: string): string =>
  key.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
