import { readdirSync, readFileSync } from 'node:fs';
import { readDataModel, type DataModel, type Issue, type ResolvedModel } from '@snapinfra/data-model';

export interface Sample {
  readonly name: string;
  readonly dataModel: DataModel;
  readonly model: ResolvedModel;
  readonly issues: readonly Issue[];
}

const folder = new URL('../../../tools/samples/', import.meta.url);

const readSample = (file: string): readonly Sample[] => {
  const document: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  if (typeof document !== 'object' || document === null || !('tables' in document)) return [];
  const { model: dataModel, resolved: model, issues } = readDataModel(document);
  if (dataModel === undefined || model === undefined) {
    throw new Error(
      `${file} is no valid model: ${JSON.stringify(issues.filter((issue) => issue.severity === 'error'))}`,
    );
  }
  return [{ name: file.replace(/\.json$/, ''), dataModel, model, issues }];
};

/** Every data model in tools/samples; architectures are left out. */
export const readSamples = (): readonly Sample[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .flatMap(readSample);

/** The architecture that belongs to the samples. */
export const sampleArchitecture = (): unknown =>
  JSON.parse(readFileSync(new URL('shop-architecture.json', folder), 'utf8'));
