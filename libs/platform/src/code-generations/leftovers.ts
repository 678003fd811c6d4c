import { codeGenerationPrefix, type CodeGenerationRecord } from './code-generation-record.ts';
import { generationHistoryLeasePrefix } from './generation-history.ts';

type EndedJob = Pick<CodeGenerationRecord, 'id' | 'status' | 'leaseToken'>;

/** How many leases of an ended job were in vain: of what they stored, only that of a completed job's last lease is read. */
const leasesInVain = ({ status, leaseToken }: EndedJob): number => {
  if (status === 'failed' || status === 'cancelled') return leaseToken;
  return status === 'completed' ? leaseToken - 1 : 0;
};

/** Object key prefixes of what attempts at an ended job may have left behind. */
export const leftoverPrefixes = (job: EndedJob): readonly string[] =>
  Array.from({ length: leasesInVain(job) }, (_, index) => index + 1).flatMap((token) => [
    `${codeGenerationPrefix(job.id)}${token}/`,
    generationHistoryLeasePrefix(job.id, token),
  ]);
