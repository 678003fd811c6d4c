import { resolveModel, type DataModel, type Field } from '@snapinfra/data-model';
import {
  planSchemaChange,
  schemaStateOf,
  type ChangePlan,
  type Rename,
  type SchemaState,
} from '../src/schema-changes/index.ts';

type Table = DataModel['tables'][number];
type Relationship = NonNullable<DataModel['relationships']>[number];

/** The schema of a model that has to be a valid one. */
export const schemaOf = (dataModel: DataModel): SchemaState => {
  const { resolved, issues } = resolveModel(dataModel);
  if (resolved === undefined) throw new Error(`not a valid model: ${JSON.stringify(issues)}`);
  return schemaStateOf({ dataModel, resolved });
};

export const planOf = (from: DataModel, to: DataModel, renames: readonly Rename[] = []): ChangePlan =>
  planSchemaChange({ from: schemaOf(from), to: schemaOf(to), renames });

export const kindsOf = ({ steps }: ChangePlan): readonly string[] => steps.map(({ kind }) => kind);

export const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, type, ...more });

export const refersTo = (
  [fromTable, ...fromFields]: readonly [string, ...string[]],
  [toTable, ...toFields]: readonly [string, ...string[]],
  more: Partial<Relationship> = {},
): Relationship => ({ id: 'r1', type: 'many-to-one', fromTable, fromFields, toTable, toFields, ...more });

export const modelOf = (tables: readonly Table[], relationships: readonly Relationship[] = []): DataModel => ({
  name: 'fixed',
  tables: [...tables],
  relationships: [...relationships],
});
