import { attributeNotExists, equals, type TransactionItem } from '@snapinfra/aws-clients';
import { projectContentKey } from '@snapinfra/platform';
import { jsonBytesOf } from '../../../storage/document-size.ts';
import { contentWrite } from '../project-content-writes.ts';
import { shownToken } from '../project-parts.ts';
import { projectKey } from '../../../access/project-head.ts';
import type { ProjectStores } from '../project-stores.ts';
import type { DocumentDraft, DocumentKind } from './document-kind.ts';
import type { DocumentRecord } from './document-record.ts';

type ShownKind<Counts> = Pick<DocumentKind<Counts, never, never, never>, 'shown' | 'part'>;
type CopyStores = Pick<ProjectStores, 'projects' | 'projectContents'>;

/**
 * For the transaction that saves a version of the primary document: the project shows it, so that its record and its copy of the
 * document change with it.
 */
export const shownWrites = <Counts>(
  { projects, projectContents }: CopyStores,
  { shown, part }: ShownKind<Counts>,
  draft: DocumentDraft<Counts, unknown>,
  { isNew }: { readonly isNew: boolean },
): TransactionItem<unknown>[] => {
  const { id, projectId, documentVersion: version, counts, stored, now: updatedAt } = draft;
  const members = shown.members({ id, version, counts, bytes: jsonBytesOf(stored) });
  const isStillShown = isNew ? attributeNotExists(shown.idMember) : equals(shown.idMember, id);
  return [
    projects.toUpdate(
      projectKey(projectId),
      { set: { ...members, updatedAt }, add: { version: 1 } },
      { condition: isStillShown },
    ),
    contentWrite({ projectContents }, projectId, part, { token: shownToken(id, version), document: stored }),
  ];
};

/** For the transaction that deletes the document which a project shows: it shows none any more. */
export const unshownWrites = <Counts>(
  { projects, projectContents }: CopyStores,
  { shown, part }: ShownKind<Counts>,
  { id, projectId }: DocumentRecord<Counts>,
  now: Date,
): TransactionItem<unknown>[] => [
  projects.toUpdate(
    projectKey(projectId),
    { set: { ...shown.emptied, updatedAt: now.toISOString() }, add: { version: 1 }, remove: shown.removed },
    { condition: equals(shown.idMember, id) },
  ),
  projectContents.toDelete(projectContentKey(projectId, part)),
];
