import { performance } from 'node:perf_hooks';
import { resolveModel } from '@snapinfra/data-model';
import { syntheticModel } from '@snapinfra/data-model/test-support';
import { generateProject, packProject } from '../src/index.ts';

/** What one process measured; times in milliseconds, sizes in bytes. */
export interface Measurement {
  readonly tables: number;
  readonly files: number;
  readonly sourceBytes: number;
  readonly archiveBytes: number;
  readonly generateCpuMs: number;
  readonly packCpuMs: number;
  readonly wallMs: number;
  readonly peakBytes: number;
  /** CPU time to parse the project's TypeScript with the compiler, as a yardstick for the machine. */
  readonly parseCpuMs: number;
}

const cpuMs = <T>(work: () => T): { readonly result: T; readonly cpu: number } => {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, cpu: (user + system) / 1000 };
};

const measure = async (tables: number): Promise<Measurement> => {
  const dataModel = syntheticModel(tables);
  const { resolved: model } = resolveModel(dataModel);
  if (model === undefined) throw new Error('the synthetic model is not valid');
  const begin = performance.now();
  const generated = cpuMs(() => generateProject({ model, dataModel, options: {}, generatorVersion: '0.0.0' }));
  const { files } = generated.result;
  const packed = cpuMs(() => packProject(files));
  const wallMs = performance.now() - begin;
  // In kilobytes: the most that the process ever held, before the yardstick is even loaded.
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const { default: ts } = await import('typescript');
  const sources = [...files].filter(([path]) => path.endsWith('.ts'));
  const parsed = cpuMs(() =>
    sources.forEach(([path, text]) => ts.createSourceFile(path, String(text), ts.ScriptTarget.Latest)),
  );
  return {
    tables: model.tables.length,
    files: files.size,
    sourceBytes: [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0),
    archiveBytes: packed.result.byteLength,
    generateCpuMs: generated.cpu,
    packCpuMs: packed.cpu,
    wallMs,
    peakBytes,
    parseCpuMs: parsed.cpu,
  };
};

process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]))));
