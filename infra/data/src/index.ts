import { synthesizeStack, type StackTarget, type StackTemplate } from '@snapinfra/infra-constructs';
import { SnapinfraDynamoDBStack } from './dynamodb-stack.ts';

export { SnapinfraDynamoDBStack };

/** Synthesizes the template of the tables' stack for a stage. */
export const synthesizeDataTemplate = (target: StackTarget): StackTemplate =>
  synthesizeStack((app) => new SnapinfraDynamoDBStack(app, target));
