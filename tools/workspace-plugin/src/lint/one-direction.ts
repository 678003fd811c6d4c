import { posix } from 'node:path';
import { isNode, type Rule } from './rule.ts';

/**
 * The folders of an app's `src`, lowest first: a file imports from its own folder and from those below it. An app that is
 * not named here has areas only, a folder each, or `features` above folders that know no other.
 */
const layers: Readonly<Record<string, readonly string[]>> = {
  'apps/api': ['runtime', 'rate-limits', 'http', 'storage', 'idempotency', 'records', 'features'],
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

/** The area of a path in `features`; undefined for what lies beside the areas. */
const areaOf = (path: string): string | undefined => {
  const [, area, inArea] = path.split('/');
  return inArea === undefined ? undefined : area;
};

/** Files beside the areas are what all of them may know, but for `index.ts`, which lists them. */
const betweenAreas = (from: string, to: string): string | undefined => {
  if (from === 'features/index.ts' || areaOf(from) === areaOf(to)) return undefined;
  if (areaOf(to) !== undefined)
    return `${areaOf(from) ?? from} may not know ${areaOf(to)}: take what is needed by Deps.`;
  return to === 'features/index.ts' ? 'The list of areas knows them, not they the list.' : undefined;
};

const betweenLayers = (order: readonly string[], from: string, to: string): string | undefined => {
  const [fromLayer, toLayer] = [order.indexOf(from), order.indexOf(to)];
  if (fromLayer < 0 || toLayer < 0) {
    return `${fromLayer < 0 ? from : to} has no place among the layers: ${order.join(', ')}.`;
  }
  return toLayer > fromLayer ? `${from} lies below ${to}: imports go down (${order.join(', ')}).` : undefined;
};

const betweenFolders = (from: string, to: string): string | undefined => {
  if (from === 'features') return undefined;
  if (to === 'features') return `${from} lies below features: imports go down.`;
  return `${from} may not know ${to}: take what is needed by Deps, or name the app's layers in this rule.`;
};

/** Why one file of an app may not import another; both as paths in `src`. */
const upwards = ({ app, path: from }: Place, to: string): string | undefined => {
  if (to === 'main.ts') return 'main.ts is the process: nothing imports it.';
  const [fromFolder, toFolder, order] = [folderOf(from), folderOf(to), layers[app]];
  if (fromFolder === undefined) return undefined;
  if (toFolder === undefined)
    return composesToo(from) ? undefined : `${to} composes the app: take what is needed by Deps.`;
  if (fromFolder === toFolder) return fromFolder === 'features' ? betweenAreas(from, to) : undefined;
  return order ? betweenLayers(order, fromFolder, toFolder) : betweenFolders(fromFolder, toFolder);
};

/** A test may make the app that it tests. */
const composesToo = (file: string): boolean => file.endsWith('.test.ts');

/** Imports of an app go one way. */
export const oneDirection: Rule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'Imports of an app go down its layers, no area imports another, and nothing what composes the app.',
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
