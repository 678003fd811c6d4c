import { ProjectContentItem } from '@snapinfra/platform';
import type { Storage } from '../../storage/storage.ts';
import { ActivityRecord } from '../../access/activity-record.ts';
import { MemberRecord, MembershipItem } from '../../access/member-record.ts';
import { ProjectRecord } from './project-record.ts';

/** The stores of projects, of their own copies of their documents, and of their members. */
export const openProjectStores = ({ open, documents, objects }: Storage) => ({
  projects: open('projects', ProjectRecord),
  projectContents: open('projects', ProjectContentItem),
  members: open('projects', MemberRecord),
  memberships: open('teams', MembershipItem),
  activity: open('activity', ActivityRecord),
  documents,
  objects,
});
export type ProjectStores = ReturnType<typeof openProjectStores>;
