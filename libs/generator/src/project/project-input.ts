import type { GenerateInput } from '../generate-project.ts';
import type { NameTable } from '../naming/index.ts';

export interface ProjectInput extends GenerateInput {
  readonly names: NameTable;
  readonly templateFiles: ReadonlyMap<string, string>;
}
