import { codeGenerationRequestedV1 } from './code-generation-requested.v1.ts';

/**
 * The versions of this message. A worker reads the last two; the gateway writes the older of them, since a worker of the
 * version before reads that one, too. The release after one that added a version drops the older, and so writes the newer.
 */
export const codeGenerationRequested = {
  read: [codeGenerationRequestedV1],
  written: codeGenerationRequestedV1,
} as const;
