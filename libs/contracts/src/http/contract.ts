import type { TSchema } from 'typebox';
import type { Permission } from '../access/permissions.ts';
import type { ProblemCode } from './problem.ts';

/** The calls to DynamoDB and S3 that an endpoint may make before it answers. */
export interface CallBudget {
  /** Waves of calls, each of which waits for the one before. */
  readonly waves: number;
  /** Calls altogether. */
  readonly calls: number;
}

/** The definition of an endpoint: routes, tests, the OpenAPI document and clients are made from it. */
export interface HttpContract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with `:name` parameters, from the root. */
  readonly url: string;
  /** The right that its caller needs, checked before the handler runs. */
  readonly permission: Permission;
  /**
   * The refusals of its own; those that follow from its shape are not repeated: see `problemCodesOf`. With a right in a project the
   * first `…_not_found` answers callers who may not know that it is there.
   */
  readonly problems: readonly ProblemCode[];
  /** Whether its answers have an ETag and can be asked for by If-None-Match; false for answers that are never the same twice. */
  readonly isTagged?: false;
  /** Whether it may be called without a body, as with an empty object; false by default where it takes one. */
  readonly isBodyOptional?: true;
  /** The difference from the budget of its method, see {@link callBudgetOf}. */
  readonly budget?: Partial<CallBudget>;
  /** What the first call for a thing takes beside its budget, where later ones continue from what that one left. */
  readonly firstTakesMore?: CallBudget;
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
  };
}

/** Defines an endpoint with its types kept. */
export const defineContract = <const Contract extends HttpContract>(contract: Contract): Contract => contract;

const budgets = {
  GET: { waves: 1, calls: 1 },
  POST: { waves: 2, calls: 3 },
  PUT: { waves: 2, calls: 2 },
} as const satisfies Partial<Record<HttpContract['method'], CallBudget>>;

/** Documents that are too large for their items are read from S3 in a wave of their own, and written in another. */
const forLargeDocuments = {
  GET: { waves: 1, calls: 3 },
  POST: { waves: 2, calls: 3 },
  PUT: { waves: 2, calls: 3 },
} as const;

const nothing: CallBudget = { waves: 0, calls: 0 };

/**
 * The calls that a contract may make before it answers: a read one wave, a change two (it reads, then writes); one call is for items,
 * whatever their number and their tables, and for the caller's rights. A POST has one more for the answer that its
 * Idempotency-Key had before. Undefined for a DELETE, which removes whatever belongs to a thing, for as long as its answer may take.
 */
export const callBudgetOf = (
  { method, budget, firstTakesMore }: Pick<HttpContract, 'method' | 'budget' | 'firstTakesMore'>,
  { large = false, first = false }: { readonly large?: boolean; readonly first?: boolean } = {},
): CallBudget | undefined => {
  if (method === 'DELETE') return undefined;
  const { waves, calls } = { ...budgets[method], ...budget };
  const more = [large ? forLargeDocuments[method] : nothing, (first ? firstTakesMore : undefined) ?? nothing];
  return {
    waves: more.reduce((sum, one) => sum + one.waves, waves),
    calls: more.reduce((sum, one) => sum + one.calls, calls),
  };
};

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
