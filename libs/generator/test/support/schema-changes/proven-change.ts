import type { ChangePlan, Rename, SchemaState } from '../../../src/schema-changes/index.ts';
import type { Filling } from './filled-database.ts';

/** A change that is proven on rows which its seed draws. */
export interface ProvenChange {
  readonly from: SchemaState;
  readonly to: SchemaState;
  readonly renames?: readonly Rename[];
  readonly seed: number;
}

/** Whether a rename says that a field becomes a link table. */
export const isOfLinks = ({ from, to }: Rename): boolean => from.field !== undefined && to.field === undefined;

/** A plan and what its database is like before. */
export interface PlannedChange {
  readonly change: ProvenChange;
  readonly plan: ChangePlan;
  readonly filling: Omit<Filling, 'session'>;
  readonly original: readonly string[];
}

/** What a run has shown, so that a test can tell that it looked at something. */
export interface Shown {
  rows: number;
  keptValues: number;
  dataDependent: number;
  destructive: number;
  /** Migrations that failed as they said. */
  refused: number;
  /** Migrations back that the rows were in the way of, and the values that the others kept. */
  refusedBack: number;
  keptBack: number;
  /** Marks for which no row was found that gives them a cause, in words and with what counts it. */
  readonly causeless: { readonly kind: 'destructive' | 'dataDependent'; readonly reason: string }[];
}

export const nothingShown = (): Shown => ({
  rows: 0,
  keptValues: 0,
  dataDependent: 0,
  destructive: 0,
  refused: 0,
  refusedBack: 0,
  keptBack: 0,
  causeless: [],
});
