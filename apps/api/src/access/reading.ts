import type { ReadBatch } from '@snapinfra/aws-clients';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.ts';
import { readConsistently } from '../storage/read-consistently.ts';

/** As much of a request as reading takes. `id` is the one that the request names: the project's, or that of something below it. */
export interface ReadRequest {
  readonly caller: Caller;
  readonly id: string;
  readonly projectId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/**
 * Reads what a handler needs, in one wave with the caller's rights: adds its items to the batch before it awaits anything, and
 * starts its queries. It runs before the rights are known, and so may only read; without the right, its result is dropped.
 */
export type Read<Found> = (request: ReadRequest, batch: ReadBatch) => Promise<Found>;

/**
 * Gives what was read with the rights at the first call; each later call reads anew, rights included, for a retry after a conflict.
 */
export type Reader<Found> = () => Promise<Found>;

export interface ReadingOptions<Found> {
  /** Whether the items that were found belong together: if a write came between, they are read again. */
  readonly isWhole?: (found: Found) => boolean;
}

/** A reading of a route, which is declared in the route's `config` and used by its handler. */
export interface Reading<Found> {
  readonly read: Read<Found>;
  of(request: Pick<FastifyRequest, 'reads'>): Reader<Found>;
}

/** What was started for a request: the promise of what its route's reading found, and a function that starts it again. */
export interface RequestReads {
  readonly reading: Reading<unknown>;
  readonly found: Promise<unknown>;
  readonly again: () => Promise<unknown>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set where the route's `config` declares a reading. */
    reads: RequestReads | undefined;
  }
}

/** Declares what a route reads in one wave with its caller's rights. */
export const createReading = <Found>(
  read: Read<Found>,
  { isWhole = () => true }: ReadingOptions<Found> = {},
): Reading<Found> => {
  const reading: Reading<Found> = {
    read,
    of: ({ reads }) => {
      if (reads?.reading !== reading) throw new Error('The route does not declare this reading in its config');
      let next = () => reads.found;
      const readOnce = async () => {
        // Found by this very reading, of which its type is.
        const found = (await next()) as Found;
        next = reads.again;
        return found;
      };
      return () => readConsistently(readOnce, isWhole);
    },
  };
  return reading;
};
