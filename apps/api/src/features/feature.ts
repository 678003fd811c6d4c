import type { AwsClients, DependencyProbe } from '@snapinfra/aws-clients';
import type { DueSweep } from '@snapinfra/jobs';
import type { ApiEnv, Telemetry } from '@snapinfra/platform';
import type { Background } from '../runtime/background.ts';
import type { Clock } from '../runtime/clock.ts';
import type { App } from '../http/app-instance.ts';
import type { CursorCodec } from '../http/cursor.ts';
import type { RunChange } from '../idempotency/idempotency.ts';
import type { NewId } from '../runtime/new-id.ts';
import type { ListMemberships } from '../records/list-memberships.ts';
import type { ExportedFile, ExportOfProject } from '../records/exported-file.ts';
import type { HideOfProject } from '../records/removal.ts';
import type { Storage } from '../storage/storage.ts';
import type { ProjectAccess } from './project-access.ts';

/** An area of the API, as the app composes it. */
export interface Feature {
  /** Adds its endpoints, and hooks for what has to end with the app. */
  readonly routes: (app: App) => void;
  /** The work on its records that are due, which the sweeper of the app repeats. */
  readonly sweeps?: readonly DueSweep[];
  /** For an area whose records hang on projects: a project that is deleted takes its records along. */
  readonly hideOfProject?: HideOfProject;
  /** For the same: its part of a project in the export of the project's tenant. */
  readonly exportOfProject?: ExportOfProject;
  /** For an area that keeps something of a user outside of projects: removes it with the user, and adds it to an export. */
  readonly removeOfUser?: (userId: string) => Promise<void>;
  readonly exportOfUser?: (userId: string) => AsyncIterable<ExportedFile>;
  /** Checks of its dependencies beside the tables and the bucket: the start waits for them, and health reports them. */
  readonly probes?: readonly DependencyProbe[];
}

/** The dependencies of an area, which passes on to each of its parts only those that the part needs. */
export interface FeatureDeps {
  readonly env: ApiEnv;
  readonly clients: AwsClients;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly cursors: CursorCodec;
  readonly background: Background;
  /** Runs a change; what it writes goes through the `commit` that it is given. */
  readonly run: RunChange;
  readonly memberships: ListMemberships;
  readonly telemetry: Telemetry;
  /** Logs what went wrong behind the answers. */
  readonly onError: (message: string, error: unknown) => void;
}

/** The same for an area whose records hang on projects. */
export interface AreaDeps extends FeatureDeps {
  readonly projects: ProjectAccess;
}

export type CreateArea = (deps: AreaDeps) => Feature;
