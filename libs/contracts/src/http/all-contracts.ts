import * as architectures from '../architectures/architecture.contracts.ts';
import * as codeGenerations from '../code-generations/code-generation.contracts.ts';
import * as health from '../health/health.contracts.ts';
import * as projects from '../projects/project.contracts.ts';
import * as schemas from '../schemas/schema.contracts.ts';
import type { HttpContract } from './contract.ts';

/** Every endpoint of the gateway, by its operationId. */
export const httpContracts: Readonly<Record<string, HttpContract>> = {
  ...health,
  ...projects,
  ...schemas,
  ...architectures,
  ...codeGenerations,
};
