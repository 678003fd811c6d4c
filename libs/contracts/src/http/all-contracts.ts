import * as areas from '../areas.ts';
import type { HttpContract } from './contract.ts';

const isContract = (value: unknown): value is HttpContract =>
  typeof value === 'object' && value !== null && 'method' in value && 'url' in value && 'schema' in value;

/** Every endpoint of the gateway, by its operationId. */
export const httpContracts: Readonly<Record<string, HttpContract>> = Object.fromEntries(
  Object.values<unknown>(areas)
    .filter(isContract)
    .map((contract) => [contract.schema.operationId, contract]),
);
