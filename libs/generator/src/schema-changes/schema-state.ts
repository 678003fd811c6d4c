import type { DataModel, ResolvedModel } from '@snapinfra/data-model';
import { indexForeignKeys } from '../foreign-key-indexes.ts';
import { createNameTable } from '../naming/index.ts';
import { physicalSchemaOf, type PhysicalSchema } from '../physical-schema/index.ts';

/** A model and what PostgreSQL has of it: what a project's history keeps of a generation. Plain JSON. */
export interface SchemaState {
  readonly physical: PhysicalSchema;
  /** The canonical model. */
  readonly dataModel: DataModel;
}

export interface SchemaStateInput {
  /** The canonical model that `resolved` was resolved from. */
  readonly dataModel: DataModel;
  readonly resolved: ResolvedModel;
  /** As in the options of a generation: adds an index for each foreign key that none of the model's serves. */
  readonly indexForeignKeys?: boolean | undefined;
}

/** What a database has that was made from nothing by a generation of this version. */
export const schemaStateOf = ({ dataModel, resolved, ...options }: SchemaStateInput): SchemaState => {
  const model = options.indexForeignKeys === true ? indexForeignKeys(resolved).model : resolved;
  return { dataModel, physical: physicalSchemaOf({ model, names: createNameTable(model) }) };
};

const physicalFormat = 1;

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** Whether a state that was stored is in the format that this version reads. What is in it is not looked at. */
export const isReadableState = (state: unknown): state is SchemaState =>
  memberOf(memberOf(state, 'physical'), 'formatVersion') === physicalFormat &&
  typeof memberOf(state, 'dataModel') === 'object';
