import { synthesizeStack, type StackTemplate } from '@snapinfra/infra-constructs';
import { SnapinfraServicesStack, type ServicesTarget } from './services-stack.ts';

export { SnapinfraServicesStack, type ServicesTarget };

/** Synthesizes the template of the shared services' stack for a stage. */
export const synthesizeServicesTemplate = (target: ServicesTarget): StackTemplate =>
  synthesizeStack((app) => new SnapinfraServicesStack(app, target));
