import type { FileContent } from '../emit/index.ts';
import { jsonText, render } from '../emit/index.ts';
import { packageFiles } from './package-files.ts';
import type { ProjectInput } from './project-input.ts';
import { readmeFile } from './readme.ts';

export type { ProjectInput } from './project-input.ts';
export type { Manifest } from './manifest.ts';

/** The files about the project as a whole: package, README, the model itself. */
export const emitProjectFiles = (input: ProjectInput): readonly (readonly [path: string, content: FileContent])[] => {
  const packaged = packageFiles(input);
  return [
    ['package.json', packaged.manifest],
    ['package-lock.json', packaged.lock],
    ['README.md', readmeFile(input, packaged.name)],
    ['.snapinfra/model.json', render(jsonText(input.dataModel))],
  ];
};
