import Type, { type Static } from 'typebox';
import { projectPartition } from '../ids.ts';

export const projectContentParts = ['SCHEMA', 'ARCHITECTURE', 'DETAILS', 'GENERATED_CODE', 'GENERATED_IAC'] as const;
export type ProjectContentPart = (typeof projectContentParts)[number];

/** A document of a project, as it was sent: table `projects`, {@link projectContentKey}. */
export const ProjectContentItem = Type.Object({
  part: Type.Enum(projectContentParts),
  /** Ties it to a state of the record, which has the token of each of its documents: they are separate items. */
  token: Type.String(),
  /** A StoredDocument of aws-clients' document store. */
  document: Type.Unknown(),
});
export type ProjectContentItem = Static<typeof ProjectContentItem>;

export const projectContentKey = (projectId: string, part: ProjectContentPart) =>
  ({ pk: projectPartition(projectId), sk: `CONTENT#${part}` }) as const;
