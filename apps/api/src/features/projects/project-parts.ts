import { createSchemaCodec } from '@snapinfra/aws-clients';
import type { Project, UpdateProjectBody } from '@snapinfra/contracts';
import { projectContentParts, type ProjectContentPart } from '@snapinfra/platform';
import Type from 'typebox';
import type { ProjectRecord } from './project-record.ts';

const detailsCodec = createSchemaCodec(Type.Record(Type.String(), Type.Unknown()));

/** The document DETAILS, which has members of a project. @throws SchemaMismatchError for one that is not an object */
export const toDetails = (document: unknown) => detailsCodec.assert(document, 'A document with details of a project');

/** Members of a body that are kept together as one document. */
const detailNames = ['endpoints', 'database', 'decisions', 'selectedTools', 'analysis', 'diagrams'] as const;

/** The details in a body; undefined where it has none. That there is no architecture is one of them, where it was said. */
const detailsOf = (body: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined => {
  const present = detailNames.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]] as const]));
  const details = [...present, ...(body['architecture'] === null ? [['architecture', null] as const] : [])];
  return details.length > 0 ? Object.fromEntries(details) : undefined;
};

/** The token of a document that has an address of its own. */
export const shownToken = (id: string, version: number): string => `${id}/${version}`;

const tokenOfShown = (id: string | undefined, version = 0) => (id === undefined ? undefined : shownToken(id, version));

interface ProjectPart {
  /** Ties the document to a state of the record; undefined where the record has no such document. */
  readonly tokenOf: (record: TokenMembers) => string | undefined;
  /** The record's member that grows with every change of a document that is the project's alone. */
  readonly version?: 'detailsVersion' | 'codeVersion' | 'iacVersion';
  /** The record's member with the bytes of its JSON. */
  readonly bytes: keyof ProjectRecord & `${string}Bytes`;
  readonly sentIn: (body: UpdateProjectBody) => unknown;
  /** The member of a project that shows it; absent for DETAILS, whose own members are shown. */
  readonly shownAs?: keyof Project;
  /** Whether rows of lists carry it; generated documents are too large for that. */
  readonly inRows: boolean;
}

type TokenMembers = Pick<
  ProjectRecord,
  | 'schemaId'
  | 'schemaVersion'
  | 'architectureId'
  | 'architectureVersion'
  | 'detailsVersion'
  | 'codeVersion'
  | 'iacVersion'
>;

/** The documents of a project. */
const partsByName: Readonly<Record<ProjectContentPart, ProjectPart>> = {
  SCHEMA: {
    tokenOf: ({ schemaId, schemaVersion }) => tokenOfShown(schemaId, schemaVersion),
    bytes: 'schemaBytes',
    sentIn: ({ schema }) => schema,
    shownAs: 'schema',
    inRows: true,
  },
  ARCHITECTURE: {
    tokenOf: ({ architectureId, architectureVersion }) => tokenOfShown(architectureId, architectureVersion),
    bytes: 'architectureBytes',
    sentIn: ({ architecture }) => architecture ?? undefined,
    shownAs: 'architecture',
    inRows: true,
  },
  DETAILS: {
    tokenOf: ({ detailsVersion: version }) => (version === undefined ? undefined : String(version)),
    version: 'detailsVersion',
    bytes: 'detailsBytes',
    sentIn: detailsOf,
    inRows: true,
  },
  GENERATED_CODE: {
    tokenOf: ({ codeVersion: version }) => (version === undefined ? undefined : `code/${version}`),
    version: 'codeVersion',
    bytes: 'codeBytes',
    sentIn: ({ generatedCode }) => generatedCode,
    shownAs: 'generatedCode',
    inRows: false,
  },
  GENERATED_IAC: {
    tokenOf: ({ iacVersion: version }) => (version === undefined ? undefined : `iac/${version}`),
    version: 'iacVersion',
    bytes: 'iacBytes',
    sentIn: ({ generatedIaC }) => generatedIaC,
    shownAs: 'generatedIaC',
    inRows: false,
  },
};

/** The documents of a project, each with its name. */
export const projectParts = projectContentParts.map((part) => ({ part, ...partsByName[part] }));

/** The tokens that the documents of a record have; a part without one has no document. */
export const projectContentTokens = (record: TokenMembers): Partial<Record<ProjectContentPart, string>> =>
  Object.fromEntries(
    projectParts.flatMap(({ part, tokenOf }) => {
      const token = tokenOf(record);
      return token === undefined ? [] : [[part, token]];
    }),
  );
