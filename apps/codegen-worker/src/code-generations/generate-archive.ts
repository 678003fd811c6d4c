import { countMarks, type CodeGenerationProgress } from '@snapinfra/contracts';
import { readDataModel, type DataModel, type Issue, type ResolvedModel } from '@snapinfra/data-model';
import {
  GenerationRefusedError,
  generateProject,
  generatorVersion,
  packProject,
  type GenerationHistory,
  type PackedProject,
} from '@snapinfra/generator';
import { isReadableState, type ChangePlan, type SchemaState } from '@snapinfra/generator/schema-changes';
import {
  earlierModelIsOf,
  generationHistoryFormat,
  nothingToRename,
  readGenerationHistory,
  readGenerationRenames,
  wouldLoseData,
  type GenerationHistoryDocument,
  type HistoryReadability,
  type ReadableHistory,
} from '@snapinfra/platform';
import type { GenerationJob, GenerationOutcome } from './generation-job.ts';

const decoder = new TextDecoder();
const parse = (json: Uint8Array | undefined): unknown => (json ? JSON.parse(decoder.decode(json)) : undefined);

/** A message may have names from the model in it, of any length, but has to fit into a record, an event and an attribute of a queue message. */
const maxMessageLength = 2_000;

const cut = (text: string, maxLength = maxMessageLength): string =>
  text.length > maxLength ? `${text.slice(0, maxLength - 1).toWellFormed()}…` : text;

const refusal = (code: string, message: string): GenerationOutcome => ({
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

type Base = ReadableHistory<SchemaState>;

/** What the job continues from; a refusal where this version can't. */
const baseOf = ({ base }: GenerationJob): HistoryReadability<SchemaState> | undefined =>
  base && readGenerationHistory(base.generationId, base.document, isReadableState);

const historyOf = ({ base }: GenerationJob, document: Base | undefined): GenerationHistory | undefined =>
  base &&
  document && {
    generationId: base.generationId,
    generatorVersion: base.generatorVersion,
    schema: document.schema,
    migrations: document.migrations,
  };

interface ValidModel {
  readonly model: DataModel;
  readonly resolved: ResolvedModel;
  readonly issues: readonly Issue[];
}

/** The steps that lose data, in words. */
const lossesOf = ({ steps }: ChangePlan): string =>
  steps
    .filter(({ marks }) => marks.some(({ kind }) => kind === 'destructive'))
    .map(({ summary }) => summary)
    .join('; ');

/** Data may go from the database that was looked at when the generation was requested: what goes from another one was not shown. */
const mayLose = ({ allowDestructive, acceptedBase, base }: GenerationJob): boolean =>
  allowDestructive === true && (acceptedBase === undefined || acceptedBase === (base?.generationId ?? null));

const generate = (job: GenerationJob, reading: ValidModel, document?: Base) => {
  const { model, resolved, issues } = reading;
  const { projectName, packageName, nextMigration } = job;
  const indexForeignKeys = job.indexForeignKeys ?? document?.options.indexForeignKeys;
  const renames = job.renamesDocument && readGenerationRenames(job.renamesDocument);
  const architecture = parse(job.architectureDocument);
  const history = historyOf(job, document);
  const options = {
    projectName,
    packageName,
    indexForeignKeys,
    nextMigration,
    allowDestructive: mayLose(job),
    renames,
  };
  const project = generateProject({
    ...{ model: resolved, dataModel: model, history, generatorVersion },
    options: { ...options, architecture, issues },
  });
  const next: GenerationHistoryDocument = {
    formatVersion: generationHistoryFormat,
    schema: project.schema,
    migrations: project.migrations,
    options: { ...(indexForeignKeys !== undefined && { indexForeignKeys }) },
  };
  return {
    files: project.files,
    history: new TextEncoder().encode(JSON.stringify(next)),
    migrations: project.migrations.slice(history?.migrations.length ?? 0).map(({ name }) => name),
    marks: countMarks(project.plan?.steps ?? []),
  };
};

type OnProgress = (progress: CodeGenerationProgress) => void;

const run = (job: GenerationJob, onProgress: OnProgress): GenerationOutcome => {
  const { model, resolved, issues } = readDataModel(parse(job.schemaDocument));
  if (!model || !resolved) return refusal('model_has_errors', describe(issues));
  const base = baseOf(job);
  if (base?.ok === false) return refusal('history_not_continuable', base.reason);
  if (base === undefined && job.renamesDocument !== undefined) return refusal('renames_not_valid', nothingToRename);
  onProgress({ phase: 'generating', percent: 20, message: `Generating ${resolved.tables.length} tables` });
  const { files, ...kept } = generate(job, { model, resolved, issues }, base?.document);
  onProgress({ phase: 'packing', percent: 60, message: `Packing ${files.size} files` });
  const packed = packProject(files);
  const { index, sha256 } = packed;
  const tableCount = resolved.tables.length;
  return {
    kind: 'generated',
    result: { archive: concatenate(packed), sha256, index, tableCount, generatorVersion, ...kept },
  };
};

/** The gateway refuses what it sees: so this database is another one, or planning took too long for a request. */
const advice =
  'Another generation may have been completed since this one was requested: see what changes now, and request it again.';
/** Leaves room for the advice. */
const maxReasonLength = 1_600;

const refusalOf = ({ base }: GenerationJob, { code, message, plan }: GenerationRefusedError): GenerationOutcome => {
  if (code === 'destructive_changes' && plan !== undefined && base !== undefined) {
    const losses = cut(lossesOf(plan), maxReasonLength);
    return refusal(code, `${wouldLoseData(base.generationId, losses)}. ${advice}`);
  }
  if (code === 'renames_not_valid' && base !== undefined) {
    const reason = cut(message, maxReasonLength);
    return refusal(code, `${reason} ${earlierModelIsOf(base.generationId, 'options.base')} ${advice}`);
  }
  return refusal(code === 'history_not_readable' ? 'history_not_continuable' : code, message);
};

/** Generates in the calling thread, which is busy until it ends. */
export const generateArchive = (job: GenerationJob, onProgress: OnProgress): GenerationOutcome => {
  try {
    return run(job, onProgress);
  } catch (error) {
    if (!(error instanceof GenerationRefusedError)) throw error;
    return refusalOf(job, error);
  }
};
