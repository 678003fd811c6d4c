import { pathOf, type HttpContract } from '@snapinfra/contracts';
import type { App } from '../../src/http/app-instance.ts';
import type { CallOptions } from './start-api.ts';

/** Calls by contract, where a contract is not in the OpenAPI document that the answers of `startApi` are held against. */
export const createInjectCall =
  (app: App) =>
  async (contract: HttpContract, { params, query, body, headers = {}, user = 'ada' }: CallOptions = {}) => {
    const response = await app.inject({
      method: contract.method,
      url: pathOf(contract, params, query),
      headers: { ...(user !== null && { 'x-dev-user-id': user }), ...headers },
      ...(body !== undefined && { payload: Object(body) }),
    });
    return { status: response.statusCode, headers: response.headers, ...response.json() };
  };
