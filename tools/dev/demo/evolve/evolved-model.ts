import { readDataModel, type DataModel, type Table } from '@snapinfra/data-model';
import { DemoError } from '../demo-error.ts';

/** The model with ids, as the designer sends it: what is renamed is known by them. */
export function withIds(schema: unknown): DataModel {
  const { model } = readDataModel(schema);
  if (model === undefined) throw new DemoError('The model has errors: npm run demo lists them');
  return {
    ...model,
    tables: model.tables.map((table) => ({
      ...table,
      id: table.name,
      fields: table.fields.map((field) => ({ ...field, id: `${table.name}.${field.name}` })),
    })),
  };
}

const tableNamed = ({ tables }: DataModel, name: string): Table => {
  const table = tables.find((table) => table.name === name);
  if (table === undefined) throw new DemoError(`The model has no table ${name}`);
  return table;
};

/** What changes, in words, and the model after it. */
export function evolve(model: DataModel): { readonly changes: readonly string[]; readonly model: DataModel } {
  const after = structuredClone(model);
  const [customer, track, playlist] = ['customer', 'track', 'playlist'].map((name) => tableNamed(after, name));
  for (const field of customer?.fields ?? []) if (field.name === 'company') field.name = 'organisation';
  for (const field of track?.fields ?? []) if (field.name === 'name') field.length = 400;
  customer?.fields.push({ name: 'tier', type: 'varchar', length: 20, required: true, default: 'standard' });
  if (track) track.indexes = [...(track.indexes ?? []), { fields: ['composer'] }];
  playlist?.fields.push({ name: 'curator_id', type: 'integer' });
  after.relationships?.push({
    name: 'curator',
    type: 'many-to-one',
    fromTable: 'playlist',
    fromFields: ['curator_id'],
    toTable: 'employee',
    toFields: ['employee_id'],
  });
  const changes = [
    'customer.company is called organisation',
    'track.name has room for 400 characters instead of 200',
    'customer has a required tier, by default "standard"',
    'track is looked up by its composer',
    'playlist has a curator, who is an employee',
  ];
  return { changes, model: after };
}
