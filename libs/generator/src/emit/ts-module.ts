import { createCode, EmitError, type Code, type ImportUse } from './code.ts';
import { withoutTrailing } from './text.ts';
import { stringLiteral } from './typescript.ts';

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const uniqueImports = (uses: readonly ImportUse[]): readonly ImportUse[] => {
  const byName = new Map<string, ImportUse>();
  for (const use of uses) {
    const known = byName.get(use.name);
    if (known === undefined) byName.set(use.name, use);
    else if (known.module !== use.module || known.kind !== use.kind) {
      throw new EmitError('import_collision', `${use.name} is imported from ${known.module} and from ${use.module}`);
    } else if (known.typeOnly && !use.typeOnly) byName.set(use.name, use);
  }
  return [...byName.values()];
};

const maxLineLength = 120;

const namedImport = (module: string, uses: readonly ImportUse[]): string => {
  const allTypes = uses.every((use) => use.typeOnly);
  const names = uses
    .toSorted((left, right) => compare(left.name, right.name))
    .map((use) => (use.typeOnly && !allTypes ? `type ${use.name}` : use.name));
  const keyword = allTypes ? 'import type' : 'import';
  const from = stringLiteral(module).text;
  const line = `${keyword} { ${names.join(', ')} } from ${from};`;
  if (line.length <= maxLineLength) return line;
  return `${keyword} {\n${names.map((name) => `  ${name},\n`).join('')}} from ${from};`;
};

const importsOfModule = (module: string, uses: readonly ImportUse[]): readonly string[] => {
  const lines: string[] = [];
  for (const use of uses) {
    const keyword = use.typeOnly ? 'import type' : 'import';
    if (use.kind === 'namespace') lines.push(`${keyword} * as ${use.name} from ${stringLiteral(module).text};`);
    if (use.kind === 'default') lines.push(`${keyword} ${use.name} from ${stringLiteral(module).text};`);
  }
  const named = uses.filter((use) => use.kind === 'named');
  return named.length === 0 ? lines : [...lines, namedImport(module, named)];
};

const rank = (module: string): number => (module.startsWith('node:') ? 0 : module.startsWith('.') ? 2 : 1);

/** The import statements that a piece of code needs: node's first, packages next, relative ones last. */
const importStatements = (code: Code<'ts'>): Code<'ts'> => {
  const byModule = Map.groupBy(uniqueImports(code.imports), (use) => use.module);
  const modules = [...byModule.keys()].toSorted((left, right) => rank(left) - rank(right) || compare(left, right));
  return createCode('ts', modules.flatMap((module) => importsOfModule(module, byModule.get(module) ?? [])).join('\n'));
};

/** The finished text of a TypeScript file: an optional head comment, the imports that the body needs, the body. */
export const tsModule = (body: Code<'ts'>, head?: Code<'ts'>): string => {
  const pieces = [head?.text ?? '', importStatements(body).text, withoutTrailing(body.text, '\n').replace(/^\n+/, '')];
  return `${pieces.filter((piece) => piece !== '').join('\n\n')}\n`;
};
