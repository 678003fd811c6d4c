import type { TSchema } from 'typebox';
import type { ProblemCode } from './problem.ts';

/** What an endpoint takes and gives: routes, tests, the OpenAPI document and clients are made from it. */
export interface HttpContract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with `:name` parameters, from the root. */
  readonly url: string;
  /** The refusals of its own; those that follow from its shape are not repeated: see `problemCodesOf`. */
  readonly problems: readonly ProblemCode[];
  /** Whether its answers have an ETag and can be asked for by If-None-Match; false for what is never the same twice. */
  readonly isTagged?: false;
  readonly schema: {
    readonly operationId: string;
    readonly tags: readonly string[];
    readonly summary: string;
    readonly description?: string;
    readonly params?: TSchema;
    readonly querystring?: TSchema;
    readonly headers?: TSchema;
    readonly body?: TSchema;
    readonly response: Readonly<Record<number | string, unknown>>;
    /** `[]` where anybody may call; absent where a caller is needed. */
    readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  };
}

/** Defines an endpoint with its types kept. */
export const defineContract = <const Contract extends HttpContract>(contract: Contract): Contract => contract;

/** The path of a contract with its parameters filled in (and encoded), and a query. */
export const pathOf = (
  contract: Pick<HttpContract, 'url'>,
  params: Readonly<Record<string, string | number>> = {},
  query: Readonly<Record<string, string | number | undefined>> = {},
): string => {
  const path = contract.url.replaceAll(/:([A-Za-z]+)|\*/g, (match, name: string | undefined) => {
    const value = params[name ?? '*'];
    if (value === undefined) throw new RangeError(`${contract.url}: no value for ${match}`);
    return name ? encodeURIComponent(value) : String(value).split('/').map(encodeURIComponent).join('/');
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
};
