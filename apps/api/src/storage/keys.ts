import type { StorageAttributes } from '@snapinfra/aws-clients';

const partition = {
  user: (userId: string) => `USER#${userId}`,
  project: (projectId: string) => `PROJECT#${projectId}`,
};

/** Index keys of a record that is listed by its user and by its project, sorted by id: by age. */
export const listedUnder = (userId: string, projectId: string, id: string): StorageAttributes => ({
  gsi1pk: partition.user(userId),
  gsi1sk: id,
  gsi2pk: partition.project(projectId),
  gsi2sk: id,
});

/** The partitions of the two indexes, for queries. */
export const userPartition = partition.user;
export const projectPartition = partition.project;

const objectPrefix = (userId: string) => `users/${encodeURIComponent(userId)}`;

/** Object keys of the documents of one thing: everything that is too big for its item is under it. */
export const documentPrefix = (userId: string, table: string, id: string): string =>
  `${objectPrefix(userId)}/documents/${table}/${id}/`;
