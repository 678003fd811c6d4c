import { idBelowProject, recordKey } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';

/** What a change has done. */
export interface Activity {
  /** `<entity>.<past participle>`, such as `schema.updated`. */
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string;
  /**
   * Only for routes without a right in a project, where `commit` does not know it. What is of no project (an account) is not recorded:
   * the record is for the members of a project.
   */
  readonly projectId?: string;
  /** Details for readers; small, and nothing secret. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/** Who did what in a project, and when: table `activity`, {@link activityKey}; written in the transaction of the change. */
export const ActivityRecord = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  action: Type.String(),
  entityType: Type.String(),
  entityId: Type.String(),
  metadata: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAtEpochSeconds: Type.Integer(),
});
export type ActivityRecord = Static<typeof ActivityRecord>;

/** Newest last in the partition of the project. */
export const activityKey = recordKey;

/** How long activity is kept. */
const activitySeconds = 90 * 24 * 3600;

export const activityRecord = (
  { projectId, ...activity }: Activity & { readonly projectId: string },
  { userId, ulid, now }: { readonly userId: string; readonly ulid: string; readonly now: Date },
): ActivityRecord => ({
  id: idBelowProject(projectId, ulid),
  ...{ projectId, userId },
  ...activity,
  createdAt: now.toISOString(),
  expiresAtEpochSeconds: Math.floor(now.getTime() / 1000) + activitySeconds,
});
