import { readDataModel } from '@snapinfra/data-model';
import { answerInThread } from '../../../runtime/answer-in-thread.ts';
import type { ModelReading } from './read-model.ts';

answerInThread((document: unknown): ModelReading => {
  const { model, issues } = readDataModel(document);
  return { model, issues };
});
