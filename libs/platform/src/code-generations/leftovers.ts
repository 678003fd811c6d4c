import { codeGenerationPrefix, type CodeGenerationRecord } from './code-generation-record.ts';

type EndedJob = Pick<CodeGenerationRecord, 'id' | 'userId' | 'status' | 'leaseToken'>;

/** How many leases of a job that has ended came to nothing: only what a completed job's last one stored is read. */
const leasesInVain = ({ status, leaseToken }: EndedJob): number => {
  if (status === 'failed' || status === 'cancelled') return leaseToken;
  return status === 'completed' ? leaseToken - 1 : 0;
};

/** Object key prefixes of what attempts at a job may have left behind, once it has ended. */
export const leftoverPrefixes = (job: EndedJob): readonly string[] =>
  Array.from({ length: leasesInVain(job) }, (_, index) => `${codeGenerationPrefix(job.userId, job.id)}${index + 1}/`);
