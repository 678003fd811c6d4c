const projectIdLength = 26;
const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const idBelow = /^[0-9A-HJKMNP-TV-Z]{52}$/;

/** Whether a text may be the id of a project: a ULID. */
export const isProjectId = (text: string): boolean => ulid.test(text);

/**
 * Whether a text may be the id of something below a project: the project's id followed by a ULID of its own (52 characters). So
 * the path of such a thing tells its project, and its record and the caller's rights are read at once.
 */
export const isIdBelowProject = (text: string): boolean => idBelow.test(text);

/** The id of something below a project. `ulid` is its own; ids of one project sort by it: by age. */
export const idBelowProject = (projectId: string, ulid: string): string => `${projectId}${ulid}`;

/** The project of something below it, by its id. */
export const projectIdOf = (id: string): string => id.slice(0, projectIdLength);

/** The partition of a project, in every table that keeps something of projects. */
export const projectPartition = (projectId: string): string => `PROJECT#${projectId}`;

/** Sort keys of the records of a project begin with it. What lies beside a record has another prefix, so that lists don't read it. */
export const recordPrefix = 'RECORD#';

/** Key of a record that hangs on a project, in the table of its area. */
export const recordKey = (id: string) =>
  ({ pk: projectPartition(projectIdOf(id)), sk: `${recordPrefix}${id}` }) as const;

/** Key of what lies beside a record, such as a document of it: `kind` is in capitals, `part` tells those of one kind apart. */
export const besideRecordKey = (id: string, kind: string, part?: string) =>
  ({
    pk: projectPartition(projectIdOf(id)),
    sk: part === undefined ? `${kind}#${id}` : `${kind}#${id}#${part}`,
  }) as const;
