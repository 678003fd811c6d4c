import { synthesizeStack, type StackTarget, type StackTemplate } from '@snapinfra/infra-constructs';
import { SnapinfraCodegenWorkerStack } from './codegen-worker-stack.ts';

export { SnapinfraCodegenWorkerStack };

/** The template of the code generation worker's stack for a stage, made in this process. */
export const synthesizeCodegenWorkerTemplate = (target: StackTarget): StackTemplate =>
  synthesizeStack((app) => new SnapinfraCodegenWorkerStack(app, target));
