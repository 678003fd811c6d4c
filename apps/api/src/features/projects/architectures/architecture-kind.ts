import { ArchitectureDocument, type Architecture } from '@snapinfra/contracts';
import { besideRecordKey } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';
import type { Storage } from '../../../storage/storage.ts';
import type { DocumentKind } from '../documents/document-kind.ts';
import { documentRecord, type DocumentRecord } from '../documents/document-record.ts';
import { toArchitecture } from './architecture-view.ts';

export interface ArchitectureCounts {
  readonly nodeCount: number;
  readonly edgeCount: number;
}
export type ArchitectureRecord = DocumentRecord<ArchitectureCounts>;

const count = Type.Integer({ minimum: 0 });
const ArchitectureRecord = documentRecord({ nodeCount: count, edgeCount: count });

/** The architecture as it was sent. */
const ArchitectureContentItem = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  /** A StoredDocument. */
  document: Type.Unknown(),
});
export type ArchitectureContentItem = Static<typeof ArchitectureContentItem>;

export type ArchitectureKind = DocumentKind<
  ArchitectureCounts,
  ArchitectureContentItem,
  ArchitectureDocument,
  Architecture
>;

const shown: ArchitectureKind['shown'] = {
  idMember: 'architectureId',
  idOf: ({ architectureId }) => architectureId,
  versionOf: ({ architectureVersion }) => architectureVersion,
  members: ({ id, version, bytes }) => ({
    architectureId: id,
    architectureVersion: version,
    ...(bytes !== undefined && { architectureBytes: bytes }),
  }),
  removed: ['architectureId', 'architectureVersion', 'architectureBytes'],
  emptied: {},
};

/** Architectures: only the newest version of one is kept. */
export const createArchitectureKind = ({ open, documents }: Pick<Storage, 'open' | 'documents'>): ArchitectureKind => ({
  noun: 'architecture',
  notFound: 'architecture_not_found',
  url: '/api/architecture',
  table: 'architectures',
  part: 'ARCHITECTURE',
  records: open('architectures', ArchitectureRecord),
  contents: open('architectures', ArchitectureContentItem),
  contentKeyOf: (id) => besideRecordKey(id, 'CONTENT', 'NEWEST'),
  keepsVersions: false,
  toContent: ({ documentVersion, stored }) => ({ version: documentVersion, document: stored }),
  documentVersionOf: ({ version }) => version,
  decode: ({ document }) => documents.decode(document, { schema: ArchitectureDocument }),
  check: async ({ nodes, edges = [] }) => ({
    counts: { nodeCount: nodes.length, edgeCount: edges.length },
    issues: [],
  }),
  nameOf: ({ name }) => name,
  shown,
  toWhole: (record, _content, document) => toArchitecture(record, document),
  toSaved: (architecture) => architecture,
});
