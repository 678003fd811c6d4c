import { createHash } from 'node:crypto';
import { countMarks } from '@snapinfra/contracts';
import { readDataModel } from '@snapinfra/data-model';
import {
  GenerationRefusedError,
  isDestructive,
  isReadableState,
  nextNumber,
  numberedFiles,
  planSchemaChange,
  schemaStateOf,
  type ChangePlan,
  type MigrationFile,
  type SchemaState,
} from '@snapinfra/generator/schema-changes';
import { readGenerationHistory } from '@snapinfra/platform';
import { answerInThread } from '../../runtime/answer-in-thread.ts';
import type { Json } from './json.ts';
import type { ChangeStart, PlanAnswer, PlannedChanges, PlanRefusalCode, PlanRequest } from './plan-changes.ts';

const decoder = new TextDecoder();

const stateOf = (document: Uint8Array, indexForeignKeys: boolean): SchemaState | undefined => {
  const { model, resolved } = readDataModel(JSON.parse(decoder.decode(document)));
  return model && resolved && schemaStateOf({ dataModel: model, resolved, indexForeignKeys });
};

/** The first migration of a database that was made from a version. */
const initial: MigrationFile = { name: '0001_initial.sql', sql: '', steps: [] };

/** The state that a change starts from, and what the next one takes over from it. */
interface Start {
  readonly state: SchemaState;
  readonly indexForeignKeys: boolean;
  /** Of the migration that is added. */
  readonly number: number;
}

const refused = (code: PlanRefusalCode, message: string): PlanAnswer => ({ kind: 'refused', code, message });

const startOf = (from: ChangeStart, { indexForeignKeys: wanted, nextMigration }: PlanRequest): Start | PlanAnswer => {
  if (from.kind === 'version') {
    const indexForeignKeys = wanted ?? false;
    const state = stateOf(from.document, indexForeignKeys);
    const number = nextNumber([initial], nextMigration);
    return state ? { state, indexForeignKeys, number } : { kind: 'invalid', end: 'from' };
  }
  const read = readGenerationHistory(from.generationId, from.document, isReadableState);
  if (!read.ok) return refused('history_not_continuable', read.reason);
  const { schema, migrations, options } = read.document;
  return {
    state: schema,
    indexForeignKeys: wanted ?? options.indexForeignKeys ?? false,
    number: nextNumber(migrations, nextMigration),
  };
};

const changesOf = (
  plan: ChangePlan,
  { indexForeignKeys, number }: Start,
  only: PlanRequest['only'],
): PlannedChanges => {
  const isAll = only === undefined;
  const shown = {
    indexForeignKeys,
    marks: countMarks(plan.steps),
    steps: isAll ? [...plan.steps] : plan.steps.filter((step) => isDestructive({ ...plan, steps: [step] })),
    notes: isAll ? [...plan.notes] : [],
    proposals: [...plan.proposals],
    files: isAll ? numberedFiles(plan, number).map(({ name, sql }) => ({ name, sql })) : [],
  };
  const text = JSON.stringify(shown);
  const hash = createHash('sha256').update(text).digest('base64url');
  return { ...(JSON.parse(text) as Json<typeof shown>), hash };
};

const refusals: Readonly<Record<string, PlanRefusalCode>> = {
  renames_not_valid: 'renames_not_valid',
  next_migration_taken: 'next_migration_taken',
  history_not_readable: 'history_not_continuable',
};

const plan = (request: PlanRequest): PlanAnswer => {
  const start = startOf(request.from, request);
  if (!('state' in start)) return start;
  const to = stateOf(request.to, start.indexForeignKeys);
  if (!to) return { kind: 'invalid', end: 'to' };
  const planned = planSchemaChange({ from: start.state, to, renames: request.renames });
  return { kind: 'planned', changes: changesOf(planned, start, request.only) };
};

answerInThread((request: PlanRequest): PlanAnswer => {
  try {
    return plan(request);
  } catch (error) {
    const code = error instanceof GenerationRefusedError ? refusals[error.code] : undefined;
    if (code === undefined) throw error;
    return refused(code, error instanceof Error ? error.message : String(error));
  }
});
