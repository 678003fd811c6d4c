import { builtinModules } from 'node:module';
import { words } from '../emit/index.ts';
import { kebabCase } from '../naming/index.ts';

const pattern = /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const refused: ReadonlySet<string> = new Set(['node_modules', 'favicon.ico']);

/** Whether npm takes a name for a new package. */
export const isPackageName = (name: string): boolean =>
  name.length <= 214 && pattern.test(name) && !refused.has(name) && !builtinModules.includes(name);

/** `My Shop!` → `my-shop`: a name that npm takes and that none of the packages in use has. */
export const packageNameFrom = (text: string, used: ReadonlySet<string>): string => {
  const name = kebabCase(text, 'backend');
  return isPackageName(name) && !used.has(name) ? name : words`${name}-backend`;
};
