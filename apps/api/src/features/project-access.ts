import type { TransactionItem } from '@snapinfra/aws-clients';
import type { Caller } from '../http/caller.ts';
import type { ProblemError } from '../http/problem-error.ts';
import type { Conflicts } from '../storage/storage.ts';

/** As much of a project as other areas need. */
export interface ProjectHead {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** `database.type` as it was sent. */
  readonly databaseType?: string;
}

/** A schema of a project: where members are absent, the project's own one, and its newest version. */
export interface SchemaChoice {
  readonly schemaId: string | undefined;
  readonly schemaVersion: number | undefined;
}

/** A version of a schema that exists, as far as its record tells, in a project that lives. */
export interface ChosenSchema {
  readonly schemaId: string;
  readonly schemaVersion: number;
  /** For the transaction that makes something from it: the project lives, and the version exists and has no errors. */
  readonly checks: readonly TransactionItem<unknown>[];
  /** Why the transaction was refused. `conflicts` are those of the checks, in their order. */
  refusal(conflicts: Conflicts): Promise<ProblemError>;
}

/** The part of projects that other areas may use. */
export interface ProjectAccess {
  /** A project of the caller. @throws ProblemError `project_not_found` */
  require(caller: Caller, projectId: string): Promise<ProjectHead>;
  /** For the transaction that makes something in the project: it lives. */
  checkAlive(project: Pick<ProjectHead, 'id' | 'userId'>): TransactionItem<unknown>;
  /**
   * A project of the caller and the schema that is meant, in one round trip; a refusal says why there is none.
   *
   * @throws ProblemError `project_not_found`
   */
  chooseSchema(
    caller: Caller,
    projectId: string,
    choice: SchemaChoice,
  ): Promise<{ readonly project: ProjectHead; readonly schema: ChosenSchema | ProblemError }>;
}
