import { words } from '../emit/index.ts';
import { migrationParts, type ChangePlan, type Rename, type RenameProposal } from './change-plan.ts';
import { refuseDependents } from './dependents.ts';
import { proposeLinks } from './differences/link-proposals.ts';
import { schemaDifferences, type SchemaDifferences } from './differences/schema-differences.ts';
import { tellHeldLocks } from './held-locks.ts';
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
import { dropColumns, dropCopiedColumns, dropForeignKeys, dropConstraints, dropTables } from './steps/drop-steps.ts';
import {
  addEnumValues,
  createEnums,
  dropEnumsEarly,
  dropEnumsLate,
  renameEnumValues,
  renameTexts,
} from './steps/enum-steps.ts';
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

/** Of two proposals for one field, that it is another field and that it becomes links, the likelier one, which names the other. */
const likelier = (rename: RenameProposal, links: RenameProposal): RenameProposal => {
  const [best, other] = rename.score > links.score ? [rename, links] : [links, rename];
  return { ...best, reason: words`${best.reason} Or it is ${JSON.stringify(other.to.field ?? other.to.table)}.` };
};

const proposals = (differences: SchemaDifferences): readonly RenameProposal[] => {
  const renames = proposeRenames(differences.match);
  const links = new Map(
    proposeLinks(differences, renames).map((proposal) => [JSON.stringify(proposal.from), proposal] as const),
  );
  const others = renames.map((rename) => {
    const link = links.get(JSON.stringify(rename.from));
    links.delete(JSON.stringify(rename.from));
    return link === undefined ? rename : likelier(rename, link);
  });
  return [...others, ...links.values()];
};

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
  const differences = schemaDifferences(match);
  const renamed = renameAll(differences);
  const typeName = (sqlName: string): string => renamed.nameOfLate('type', sqlName);
  const columnName = renamed.nameOfLateColumn;
  const steps = [
    addEnumValues(differences),
    dropForeignKeys(differences),
    dropConstraints(differences),
    dropTables(differences),
    dropColumns(differences),
    dropEnumsEarly(differences),
    renamed.steps,
    renameEnumValues(differences, typeName),
    createEnums(differences),
    createTables(differences),
    copyLinks(differences, columnName),
    dropIdentities(differences),
    loosenColumns(differences, 'changes'),
    changeTypes(differences),
    renameTexts(differences),
    addColumns(differences),
    dropCopiedColumns(differences, columnName),
    setDefaults(differences),
    addIdentities(differences),
    addKeysEarly(differences),
    checkRequired(differences),
    addChecks(differences),
    dropEnumsLate(differences, typeName),
    changeComments(differences),
    validateChecks(differences),
    setRequired(differences),
    addForeignKeys(differences),
    createIndexes(differences),
    swapKeysLate(differences, renamed),
    loosenColumns(differences, 'indexes'),
    dropIndexesLate(differences, (sqlName) => renamed.nameOfLate('index', sqlName)),
    addForeignKeysLate(differences),
  ];
  const planned = tellHeldLocks(inParts(steps.flat()));
  return {
    steps: planned.map(publishStep),
    notes: changeNotes(match, from, to),
    proposals: proposals(differences),
    files: partFiles({ steps: planned, preconditions: refuseDependents(differences) }),
  };
};

/** Whether data goes with a plan. */
export const isDestructive = ({ steps }: ChangePlan): boolean =>
  steps.some(({ marks }) => marks.some(({ kind }) => kind === 'destructive'));
