import { posix } from 'node:path';
import { isNode, type Rule } from './rule.ts';

/**
 * The layers (folders of an app's `src`), lowest first. A file may import from its own layer and lower ones. In an app
 * that is not listed here, each folder is an area, which may not import others; only `features` may import all of them.
 * In every app the folders in `features` are areas, which may not import each other.
 */
const layers: Readonly<Record<string, readonly string[]>> = {
  'apps/api': ['runtime', 'rate-limits', 'http', 'storage', 'access', 'idempotency', 'records', 'features'],
};

interface Place {
  readonly app: string;
  /** Path in `src`. */
  readonly path: string;
}

const placeOf = (file: string): Place | undefined => {
  const [, app = '', path = ''] = /(?:^|\/)(apps\/[^/]+)\/src\/(.+)$/.exec(file.replaceAll('\\', '/')) ?? [];
  return app === '' ? undefined : { app, path };
};

const folderOf = (path: string): string | undefined => (path.includes('/') ? path.split('/')[0] : undefined);

/** The area of a path in `features`; undefined for files next to the areas. */
const areaOf = (path: string): string | undefined => {
  const [, area, inArea] = path.split('/');
  return inArea === undefined ? undefined : area;
};

/** Areas may import the files next to them, except for `index.ts`, which lists the areas. */
const betweenAreas = (from: string, to: string): string | undefined => {
  if (from === 'features/index.ts' || areaOf(from) === areaOf(to)) return undefined;
  if (areaOf(to) !== undefined)
    return `${areaOf(from) ?? from} may not import ${areaOf(to)}: pass dependencies by Deps.`;
  return to === 'features/index.ts' ? 'An area may not import the list of areas.' : undefined;
};

const betweenLayers = (order: readonly string[], from: string, to: string): string | undefined => {
  const [fromLayer, toLayer] = [order.indexOf(from), order.indexOf(to)];
  if (fromLayer < 0 || toLayer < 0) {
    return `${fromLayer < 0 ? from : to} is not one of the layers: ${order.join(', ')}.`;
  }
  return toLayer > fromLayer ? `${from} lies below ${to}: imports go down (${order.join(', ')}).` : undefined;
};

const betweenFolders = (from: string, to: string): string | undefined => {
  if (from === 'features') return undefined;
  if (to === 'features') return `${from} lies below features: imports go down.`;
  return `${from} may not import ${to}: pass dependencies by Deps, or list the app's layers in this rule.`;
};

/** Why a file of an app may not import another one, as paths in `src`; undefined if it may. */
const upwards = ({ app, path: from }: Place, to: string): string | undefined => {
  if (to === 'main.ts') return 'main.ts is the entry point: nothing may import it.';
  const [fromFolder, toFolder, order] = [folderOf(from), folderOf(to), layers[app]];
  if (fromFolder === undefined) return undefined;
  if (toFolder === undefined)
    return composesToo(from) ? undefined : `${to} composes the app: pass dependencies by Deps.`;
  if (fromFolder === toFolder) return fromFolder === 'features' ? betweenAreas(from, to) : undefined;
  return order ? betweenLayers(order, fromFolder, toFolder) : betweenFolders(fromFolder, toFolder);
};

/** Tests may build the app that they test. */
const composesToo = (file: string): boolean => file.endsWith('.test.ts');

/** Enforces the direction of imports in an app. */
export const oneDirection: Rule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'Imports go down the layers of an app, not between areas, and not to what composes the app.',
    },
  },
  create: (context) => {
    const importing = placeOf(context.filename);
    if (!importing) return {};
    const check = (node: { readonly [member: string]: unknown }): void => {
      const { source } = node;
      if (!isNode(source) || typeof source['value'] !== 'string' || !source['value'].startsWith('.')) return;
      const imported = posix.join(posix.dirname(importing.path), source['value']);
      const message = upwards(importing, imported);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
