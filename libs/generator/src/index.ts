export {
  generateProject,
  type GeneratedProject,
  type GenerateInput,
  type GenerateOptions,
  type GenerationHistory,
} from './generate-project.ts';
export { ArchiveTooLargeError, packProject, type PackedProject } from './archive/index.ts';
export type { Manifest } from './project/index.ts';
export { GenerationRefusedError } from './generation-refused.ts';
export { generatorVersion } from './generator-version.ts';
