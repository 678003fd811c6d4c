export { GenerationRefusedError } from '../generation-refused.ts';
export type {
  ChangeNote,
  ChangePlan,
  ChangeStep,
  MigrationFile,
  MigrationPart,
  MigrationStep,
  ModelPlace,
  Rename,
  RenameProposal,
  StepKind,
  StepMark,
  TableLock,
} from './change-plan.ts';
export { isReadableState, schemaStateOf, type SchemaState, type SchemaStateInput } from './schema-state.ts';
export { nextNumber, numberedFiles } from './numbered-files.ts';
export { isDestructive, planSchemaChange, type SchemaChangeInput } from './plan-schema-change.ts';
