import type { Activity } from '../../access/activity-record.ts';

/** The activity of a change of a team: `entityId` is the member's or the invitation's. */
export const memberActivity = (
  verb: 'joined' | 'left' | 'removed' | 'updated',
  { projectId, userId, role }: { readonly projectId: string; readonly userId: string; readonly role: string },
): Activity => ({
  action: `member.${verb}`,
  entityType: 'member',
  entityId: userId,
  projectId,
  metadata: { role },
});

export const transferActivity = (projectId: string, userId: string): Activity => ({
  action: 'project.transferred',
  entityType: 'project',
  entityId: projectId,
  projectId,
  metadata: { userId },
});

export const invitationActivity = (
  verb: 'created' | 'declined' | 'revoked',
  { id, projectId, role }: { readonly id: string; readonly projectId: string; readonly role: string },
): Activity => ({
  action: `invitation.${verb}`,
  entityType: 'invitation',
  entityId: id,
  projectId,
  metadata: { role },
});
