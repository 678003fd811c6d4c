import { idBelowProject, recordKey } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';

/** What was done, as a change tells it. */
export interface Activity {
  /** `<entity>.<past participle>`, such as `schema.updated`. */
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string;
  /** The project, where the right to do it is not one in a project. */
  readonly projectId?: string;
  /** What people want to know of it; small, and nothing secret. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/** Who did what in a project, when: table `activity`, {@link activityKey}; written in the transaction of what it tells of. */
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
