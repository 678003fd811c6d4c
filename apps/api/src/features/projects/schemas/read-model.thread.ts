import { parentPort } from 'node:worker_threads';
import { readDataModel } from '@snapinfra/data-model';
import type { ModelReading } from './read-model.ts';

export interface ReadModelRequest {
  readonly id: number;
  readonly document: unknown;
}

export interface ReadModelAnswer {
  readonly id: number;
  readonly reading?: ModelReading;
  readonly failure?: string;
}

const answer = ({ id, document }: ReadModelRequest): ReadModelAnswer => {
  try {
    const { model, issues } = readDataModel(document);
    return { id, reading: { model, issues } };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
};

parentPort?.on('message', (request: ReadModelRequest) => parentPort?.postMessage(answer(request), []));
