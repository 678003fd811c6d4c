import type { ChangeNote, ChangeOptions, ChangeStep, MarkCounts, Rename, RenameProposal } from '@snapinfra/contracts';
import type {
  ChangeNote as PlannedNote,
  ChangeStep as PlannedStep,
  RenameProposal as PlannedProposal,
} from '@snapinfra/generator/schema-changes';
import { createThreadPool, type ThreadPool } from '../../runtime/thread-pool.ts';
import type { Json } from './json.ts';

declare const SNAPINFRA_BUNDLED: boolean | undefined;

const threadUrl =
  typeof SNAPINFRA_BUNDLED === 'undefined'
    ? new URL('./plan-changes.thread.ts', import.meta.url)
    : new URL('./plan-changes.thread.mjs', import.meta.url);

/** The start of a change: documents as they are stored, so that the main thread does not parse them. */
export type ChangeStart =
  /** The database of a generation, by its history document. */
  | { readonly kind: 'generation'; readonly generationId: string; readonly document: Uint8Array }
  /** A new database of a version of the schema, as it was sent. */
  | { readonly kind: 'version'; readonly document: Uint8Array };

export interface PlanRequest {
  readonly from: ChangeStart;
  /** The schema as it was sent. */
  readonly to: Uint8Array;
  readonly renames: readonly Rename[];
  /** Absent: as in the generation that it starts from. */
  readonly indexForeignKeys: boolean | undefined;
  readonly nextMigration: number | undefined;
  /** Whether the steps that lose data are enough. */
  readonly only: 'destructive' | undefined;
}

/** Asks for the plan that a generation with these options has, so that what is shown is what is done. */
export const planRequest = (
  ends: Pick<PlanRequest, 'from' | 'to'>,
  { renames = [], indexForeignKeys, nextMigration }: ChangeOptions,
  only?: PlanRequest['only'],
): PlanRequest => ({ ...ends, renames, indexForeignKeys, nextMigration, only });

/**
 * A type of the contract, which compiles only where plans may have all that it lists. The other way round, the thread compiles only
 * where the contract lists all that plans have.
 */
type OfPlan<Planned, Contract extends Json<Planned>> = Contract;

export interface PlannedChanges {
  readonly indexForeignKeys: boolean;
  readonly marks: MarkCounts;
  readonly steps: OfPlan<PlannedStep, ChangeStep>[];
  readonly notes: OfPlan<PlannedNote, ChangeNote>[];
  readonly proposals: OfPlan<PlannedProposal, RenameProposal>[];
  readonly files: { name: string; sql: string }[];
  /** Of all of it: the same plan has the same. */
  readonly hash: string;
}

export type PlanRefusalCode = 'history_not_continuable' | 'renames_not_valid' | 'next_migration_taken';

export type PlanAnswer =
  | { readonly kind: 'planned'; readonly changes: PlannedChanges }
  /** The model at one of its ends has errors. */
  | { readonly kind: 'invalid'; readonly end: 'from' | 'to' }
  | { readonly kind: 'refused'; readonly code: PlanRefusalCode; readonly message: string };

/** Works out what a change of a model does to a database. */
export type PlanChanges = ThreadPool<PlanRequest, PlanAnswer>;

/** Planning takes some seconds for the largest models, of 2,000 tables, and their memory. */
const limits = {
  threads: 2,
  timeoutMs: 30_000,
  deadlineMs: 45_000,
  maximumWaiting: 50,
  maximumOfCaller: 4,
  maxHeapMb: 1024,
} as const;

/** The threads that plan; none is started before there is something to plan. */
export const createPlanChanges = (): PlanChanges =>
  createThreadPool<PlanRequest, PlanAnswer>({ url: threadUrl, ...limits });
