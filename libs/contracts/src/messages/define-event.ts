import Type from 'typebox';
import { versionedIn } from './versioned.ts';

/**
 * Defines one version of an event on the notification topic. Subscribers filter on its attributes: `type`, `userId`,
 * `projectId`, `status`.
 */
export const defineEvent = versionedIn({
  occurredAt: Type.String({ format: 'date-time' }),
  userId: Type.String({ minLength: 1, maxLength: 256 }),
  projectId: Type.String({ minLength: 1, maxLength: 64 }),
  status: Type.String({ minLength: 1, maxLength: 32 }),
});
