import { packageNameProblem } from '../naming/npm-name.ts';
import { words } from '../emit/index.ts';
import { kebabCase } from '../naming/index.ts';

/** Whether npm takes a name for the generated package. */
export const isPackageName = (name: string): boolean => packageNameProblem(name) === undefined;

/** `My Shop!` → `my-shop`: a name that npm takes and that none of the packages in use has. */
export const packageNameFrom = (text: string, used: ReadonlySet<string>): string => {
  const name = kebabCase(text, 'backend');
  return isPackageName(name) && !used.has(name) ? name : words`${name}-backend`;
};
