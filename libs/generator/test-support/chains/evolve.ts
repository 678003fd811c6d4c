import { readDataModel, type DataModel } from '@snapinfra/data-model';
import { generateProject, type GeneratedProject, type GenerationHistory } from '../../src/index.ts';
import type { ChainStep } from './chain.ts';
import { editModel, withIds, type ModelEditor } from './edit-model.ts';

export interface Evolved {
  readonly step: ChainStep;
  readonly before: GeneratedProject;
  /** A generation whose migration is refused on the spoiled database. */
  readonly refused: GeneratedProject | undefined;
  /** The one whose migration is applied; the same as the refused one where the rows are put right. */
  readonly after: GeneratedProject;
}

export interface Evolution {
  readonly first: GeneratedProject;
  readonly steps: readonly Evolved[];
}

const generatorVersion = '0.0.0-test';

const generate = (document: DataModel, before?: GeneratedProject, step?: ChainStep): GeneratedProject => {
  const { model: dataModel, resolved, issues } = readDataModel(document);
  if (dataModel === undefined || resolved === undefined) {
    throw new Error(`not a valid model: ${JSON.stringify(issues.filter(({ severity }) => severity === 'error'))}`);
  }
  const history: GenerationHistory | undefined = before && {
    generationId: 'the one before',
    schema: before.schema,
    migrations: before.migrations,
    generatorVersion,
  };
  const options = { renames: step?.renames };
  return generateProject({ model: resolved, dataModel, options, history, generatorVersion });
};

const edited = (model: DataModel, edit: (editor: ModelEditor) => void): DataModel => {
  const editor = editModel(model);
  edit(editor);
  return editor.model;
};

/** Generates a model, and again after each step, as continuing the generation before. */
export const evolve = (document: DataModel, chain: readonly ChainStep[]): Evolution => {
  let model = withIds(document);
  const first = generate(model);
  let before = first;
  const steps = chain.map((step): Evolved => {
    const direct = edited(model, step.edit);
    const instead = step.spoiled?.editedInstead;
    const attempt = generate(direct, before, step);
    model = instead === undefined ? direct : edited(model, instead);
    const after = instead === undefined ? attempt : generate(model, before, step);
    const evolved = { step, before, refused: step.spoiled && attempt, after };
    before = after;
    return evolved;
  });
  return { first, steps };
};
