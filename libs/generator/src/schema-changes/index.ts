export type {
  ChangeNote,
  ChangePlan,
  ChangeStep,
  MigrationFile,
  MigrationPart,
  ModelPlace,
  Rename,
  RenameProposal,
  StepKind,
  StepMark,
  TableLock,
} from './change-plan.ts';
export { schemaStateOf, type SchemaState, type SchemaStateInput } from './schema-state.ts';
