import type { ReadBatch, TransactionItem } from '@snapinfra/aws-clients';
import type { ProjectHead } from '../access/project-head.ts';
import type { ProblemError } from '../http/problem-error.ts';
import type { Conflicts } from '../storage/storage.ts';

/** A schema of a project: where members are absent, the project's own one, and its newest version. */
export interface SchemaChoice {
  readonly schemaId: string | undefined;
  readonly schemaVersion: number | undefined;
}

/** A version of a schema that exists, as far as its record tells. */
export interface ChosenSchema {
  readonly schemaId: string;
  readonly schemaVersion: number;
  /** For the transaction that makes something from it: the version exists and has no errors. */
  readonly checks: readonly TransactionItem<unknown>[];
  /** Why the transaction was refused. `conflicts` are those of the checks, in their order. */
  refusal(conflicts: Conflicts): Promise<ProblemError>;
  /**
   * The version's stored document; undefined where there is no such version. The newest version of the project's own schema has been
   * read with the rights, like one that is named with its schema; another one is a call of its own.
   */
  readStored(): Promise<unknown>;
}

/** A version of a schema, as it is stored. */
export interface StoredVersion {
  readonly schemaVersion: number;
  readonly errorCount: number;
  /** A StoredDocument. */
  readonly document: unknown;
}

/** The versions of a schema between which something is compared. */
export interface SchemaVersions<Version extends StoredVersion = StoredVersion> {
  /** The newest version's number, as the record has it. */
  readonly latestVersion: number;
  readonly to: Version;
  /** Undefined where it is not asked for. */
  readonly from: Version | undefined;
}

export interface ProjectAndSchema {
  readonly project: ProjectHead;
  /** A refusal says why there is none. */
  readonly schema: ChosenSchema | ProblemError;
}

/** Removes a project whose only member is being removed; false where somebody has joined it meanwhile. May be repeated. */
export type RemoveAlone = (userId: string, projectId: string) => Promise<boolean>;

/** The part of projects that other areas may use. */
export interface ProjectAccess {
  /** Reads a project and the schema that is meant, in a batch: for the reading of a route. */
  chooseSchema(projectId: string, choice: SchemaChoice, batch: ReadBatch): Promise<ProjectAndSchema>;
  /**
   * Reads versions of a schema in a batch: the newest one where `to` is absent. If another one came meanwhile, that is not
   * `latestVersion`.
   *
   * @throws ProblemError `schema_not_found`
   */
  readVersions(
    schemaId: string,
    wanted: { readonly from: number | undefined; readonly to: number | undefined },
    batch: ReadBatch,
  ): Promise<SchemaVersions>;
  /** Why a version of a schema has errors, in which case nothing is generated from it. */
  whyInvalid(version: StoredVersion): Promise<ProblemError>;
  readonly removeAlone: RemoveAlone;
}
