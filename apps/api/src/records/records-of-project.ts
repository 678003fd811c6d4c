import { attributeNotExists } from '@snapinfra/aws-clients';
import { projectPartition, recordPrefix } from '@snapinfra/platform';

/** The records of a project in one table, newest first. */
export const recordsOfProject = (projectId: string) =>
  ({
    partition: projectPartition(projectId),
    sort: { beginsWith: recordPrefix },
    filter: attributeNotExists('deletingAt'),
    order: 'descending',
  }) as const;
