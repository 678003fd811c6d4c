import type { HttpContract } from '@snapinfra/contracts';

/** A call that was answered: the route's own pattern, and the first digit of the status. */
export type AnsweredCall = `${string} ${string} ${number}xx`;

/** What a call is counted as; undefined for one that no route answered. */
export const answeredCall = (method: string, pattern: string | undefined, status: number): AnsweredCall | undefined =>
  pattern === undefined ? undefined : `${method} ${pattern} ${Math.floor(status / 100)}xx`;

/** The contracts that no call was answered for with success: a refusal shows nothing of what an endpoint does. */
export const uncalledContracts = (
  contracts: Readonly<Record<string, Pick<HttpContract, 'method' | 'url'>>>,
  calls: ReadonlySet<string>,
): string[] =>
  Object.entries(contracts).flatMap(([name, { method, url }]) => {
    const successes = [2, 3].map((digit) => answeredCall(method, url, digit * 100));
    return successes.some((call) => call !== undefined && calls.has(call)) ? [] : [`${name} (${method} ${url})`];
  });
