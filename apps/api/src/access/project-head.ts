import { projectPartition } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';

/**
 * As much of a project's record as rights, and areas whose records hang on projects, need: table `projects`,
 * {@link projectKey}. Whoever writes the record keeps these members.
 */
export const ProjectHead = Type.Object({
  id: Type.String(),
  /** The tenant: the one owner whose limits and accounts the project counts for; its creator, until a transfer. */
  userId: Type.String(),
  /** Members who are owners; never less than one. */
  ownerCount: Type.Integer({ minimum: 1 }),
  memberCount: Type.Integer({ minimum: 1 }),
  name: Type.String(),
  /** `database.type` as it was sent. */
  databaseType: Type.Optional(Type.String()),
  /** Hidden from readers since then; the sweeper removes it. */
  deletingAt: Type.Optional(Type.String({ format: 'date-time' })),
});
export type ProjectHead = Static<typeof ProjectHead>;

/** Key of a project's record. */
export const projectKey = (projectId: string) => ({ pk: projectPartition(projectId), sk: 'META' }) as const;
