import { synthesizeStack, type StackTarget, type StackTemplate } from '@snapinfra/infra-constructs';
import { SnapinfraDynamoDBStack } from './dynamodb-stack.ts';

export { SnapinfraDynamoDBStack };

/** The template of the tables' stack for a stage, made in this process. */
export const synthesizeDataTemplate = (target: StackTarget): StackTemplate =>
  synthesizeStack((app) => new SnapinfraDynamoDBStack(app, target));
