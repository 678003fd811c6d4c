import { parentPort, workerData } from 'node:worker_threads';
import type { CodeGenerationProgress, MarkCounts } from '@snapinfra/contracts';
import { readDataModel, type Issue } from '@snapinfra/data-model';
import {
  GenerationRefusedError,
  generateProject,
  generatorVersion,
  packProject,
  type PackedProject,
} from '@snapinfra/generator';
import { schemaStateOf } from '@snapinfra/generator/schema-changes';
import { generationHistoryFormat, type GenerationHistoryDocument } from '@snapinfra/platform';
import type { GenerationJob, GenerationThreadMessage } from './generation-job.ts';

const decoder = new TextDecoder();
const parse = (json: Uint8Array | undefined): unknown => (json ? JSON.parse(decoder.decode(json)) : undefined);

const say = (message: GenerationThreadMessage, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer);
const progress = (phase: CodeGenerationProgress['phase'], percent: number, message: string): void =>
  say({ kind: 'progress', progress: { phase, percent, message } });

/** A message may have names from the model in it, of any length, but has to fit into a record, an event and an attribute of a queue message. */
const maxMessageLength = 2_000;

const cut = (text: string): string =>
  text.length > maxMessageLength ? `${text.slice(0, maxMessageLength - 1).toWellFormed()}…` : text;

const refusal = (code: string, message: string): GenerationThreadMessage => ({
  kind: 'refused',
  error: { code, message: cut(message) },
});

const describe = (issues: readonly Issue[]): string => {
  const errors = issues.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  return `The data model has ${errors.length} error(s)${first ? `; the first: ${first.path}: ${first.message}` : ''}`;
};

const concatenate = ({ chunks, byteLength }: PackedProject): Uint8Array<ArrayBuffer> => {
  const archive = new Uint8Array(byteLength);
  let offset = 0;
  for (const chunk of chunks) {
    archive.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return archive;
};

const noMarks: MarkCounts = { destructive: 0, dataDependent: 0, locking: 0 };

const run = (job: GenerationJob): void => {
  const { model, resolved, issues } = readDataModel(parse(job.schemaDocument));
  if (!model || !resolved) return say(refusal('model_has_errors', describe(issues)));
  progress('generating', 20, `Generating ${resolved.tables.length} tables`);
  const { projectName, packageName, indexForeignKeys } = job;
  const project = generateProject({
    model: resolved,
    dataModel: model,
    options: { projectName, packageName, indexForeignKeys, architecture: parse(job.architectureDocument), issues },
    generatorVersion,
  });
  progress('packing', 60, `Packing ${project.files.size} files`);
  const packed = packProject(project.files);
  const archive = concatenate(packed);
  const { index, sha256 } = packed;
  const document: GenerationHistoryDocument = {
    formatVersion: generationHistoryFormat,
    schema: schemaStateOf({ dataModel: model, resolved, indexForeignKeys }),
    migrations: [...project.migrations],
    options: { ...(indexForeignKeys !== undefined && { indexForeignKeys }) },
  };
  const history = new TextEncoder().encode(JSON.stringify(document));
  const migrations = document.migrations.map(({ name }) => name);
  const tableCount = resolved.tables.length;
  const result = { archive, sha256, index, tableCount, generatorVersion, history, migrations, marks: noMarks };
  say({ kind: 'generated', result }, [archive.buffer, history.buffer]);
};

try {
  run(workerData as GenerationJob);
} catch (error) {
  if (!(error instanceof GenerationRefusedError)) throw error;
  say(refusal(error.code, error.message));
}
