import type { Tree } from '@nx/devkit';

const file = 'libs/platform/src/env/index.ts';

/** Adds the service's env schema to `appEnvs`, from which .env.example and the README tables are generated. */
export function addAppEnv(tree: Tree, { name, propertyName }: { name: string; propertyName: string }): void {
  const text = tree.read(file, 'utf8') ?? '';
  const module = `./${name}-env.ts`;
  const steps: readonly [RegExp, string][] = [
    [
      /(export \* from '\.\/[\w-]+-env\.ts';\n)(?!export \* from '\.\/[\w-]+-env\.ts';)/,
      `$1export * from '${module}';\n`,
    ],
    [
      /(import \{ \w+ \} from '\.\/[\w-]+-env\.ts';\n)(?!import \{ \w+ \} from '\.\/[\w-]+-env\.ts';)/,
      `$1import { ${propertyName}Env } from '${module}';\n`,
    ],
    [/(export const appEnvs = \{[^}]*?),?(\s*\} as const)/, `$1, '${name}': ${propertyName}Env$2`],
  ];
  tree.write(
    file,
    steps.reduce((changed, [place, insertion]) => {
      if (!place.test(changed))
        throw new Error(`${file} has an unexpected structure: add ${propertyName}Env to appEnvs manually`);
      return changed.replace(place, insertion);
    }, text),
  );
}
