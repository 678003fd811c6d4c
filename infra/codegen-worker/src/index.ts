import { synthesizeStack, type StackTarget, type StackTemplate } from '@snapinfra/infra-constructs';
import { SnapinfraCodegenWorkerStack } from './codegen-worker-stack.ts';

export { SnapinfraCodegenWorkerStack };

/** Synthesizes the template of the code generation worker's stack for a stage. */
export const synthesizeCodegenWorkerTemplate = (target: StackTarget): StackTemplate =>
  synthesizeStack((app) => new SnapinfraCodegenWorkerStack(app, target));
