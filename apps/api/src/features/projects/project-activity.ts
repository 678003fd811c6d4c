import type { Activity } from '../../access/activity-record.ts';

/** What is said of a change of a project. */
export const projectActivity = (
  verb: 'created' | 'updated' | 'deleted',
  { id, name }: { readonly id: string; readonly name: string },
): Activity => ({
  action: `project.${verb}`,
  entityType: 'project',
  entityId: id,
  projectId: id,
  metadata: { name },
});
