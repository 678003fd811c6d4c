import { migrationParts, type ChangePlan, type Rename } from './change-plan.ts';
import { changeFacts } from './facts/change-facts.ts';
import { matchSchemas } from './matching/match-schemas.ts';
import { partFiles } from './migration-files.ts';
import { proposeRenames } from './matching/proposals.ts';
import { changeNotes } from './notes.ts';
import { publishStep, type PlannedStep } from './planned-step.ts';
import type { SchemaState } from './schema-state.ts';
import { addChecks, validateChecks } from './steps/check-steps.ts';
import { addColumns, addIdentities, dropIdentities, loosenColumns, setDefaults } from './steps/column-steps.ts';
import { changeTypes } from './steps/type-steps.ts';
import { changeComments } from './steps/comment-steps.ts';
import { copyLinks, createTables } from './steps/create-steps.ts';
import { dropColumns, dropCopiedColumns, dropForeignKeys, dropParts, dropTables } from './steps/drop-steps.ts';
import { addEnumValues, createEnums, dropEnumsEarly, dropEnumsLate, renameEnumValues } from './steps/enum-steps.ts';
import { addForeignKeys, addForeignKeysLate } from './steps/foreign-key-steps.ts';
import { createIndexes, dropIndexesLate } from './steps/key-steps.ts';
import { renameAll } from './steps/rename-steps.ts';
import { addKeysEarly, swapKeysLate } from './steps/swap-steps.ts';
import { checkRequired, setRequired } from './steps/required-steps.ts';

export interface SchemaChangeInput {
  readonly from: SchemaState;
  readonly to: SchemaState;
  /** Answers to proposals: what is one thing under two names although no id says so. */
  readonly renames?: readonly Rename[] | undefined;
}

const inParts = (steps: readonly PlannedStep[]): readonly PlannedStep[] =>
  migrationParts.flatMap((part) => steps.filter((step) => step.part === part));

/**
 * How a database that `from` describes comes to be as one that was made for `to` from nothing, but for the order of columns.
 * Things are matched by the renames, by the models' ids, and by name. Pure: the same input gives the same plan.
 *
 * @throws GenerationRefusedError (`renames_not_valid`)
 */
export const planSchemaChange = ({ from, to, renames = [] }: SchemaChangeInput): ChangePlan => {
  const match = matchSchemas(from.physical, to.physical, renames);
  const facts = changeFacts(match);
  const renamed = renameAll(facts);
  const typeName = (sqlName: string): string => renamed.nameOfLate('type', sqlName);
  const columnName = renamed.nameOfLateColumn;
  const steps = [
    addEnumValues(facts),
    dropForeignKeys(facts),
    dropParts(facts),
    dropTables(facts),
    dropColumns(facts),
    dropEnumsEarly(facts),
    renamed.steps,
    renameEnumValues(facts, typeName),
    createEnums(facts),
    createTables(facts),
    copyLinks(facts, columnName),
    dropIdentities(facts),
    loosenColumns(facts, 'changes'),
    changeTypes(facts),
    addColumns(facts),
    dropCopiedColumns(facts, columnName),
    setDefaults(facts),
    addIdentities(facts),
    addKeysEarly(facts),
    checkRequired(facts),
    addChecks(facts),
    dropEnumsLate(facts, typeName),
    changeComments(facts),
    validateChecks(facts),
    setRequired(facts),
    addForeignKeys(facts),
    createIndexes(facts),
    swapKeysLate(facts, renamed),
    loosenColumns(facts, 'indexes'),
    dropIndexesLate(facts, (sqlName) => renamed.nameOfLate('index', sqlName)),
    addForeignKeysLate(facts),
  ];
  const planned = inParts(steps.flat());
  return {
    steps: planned.map(publishStep),
    notes: changeNotes(match, from, to),
    proposals: proposeRenames(match),
    files: partFiles(planned),
  };
};

/** Whether data goes with a plan. */
export const isDestructive = ({ steps }: ChangePlan): boolean =>
  steps.some(({ marks }) => marks.some(({ kind }) => kind === 'destructive'));
