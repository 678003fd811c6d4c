import { posix } from 'node:path';
import { isNode, type Rule } from './rule.ts';

/**
 * The folders of an app's `src`, lowest first. A file imports from its own folder and from those below it; what lies
 * directly in `src` composes the app, and no folder imports it. In `features` each folder is an area, which knows no other:
 * files beside the areas are what all of them may know, but for `index.ts`, which lists them.
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
  return Object.hasOwn(layers, app) ? { app, path } : undefined;
};

const folderOf = (path: string): string | undefined => (path.includes('/') ? path.split('/')[0] : undefined);

/** The area of a path in `features`; undefined for what lies beside the areas. */
const areaOf = (path: string): string | undefined => {
  const [, area, inArea] = path.split('/');
  return inArea === undefined ? undefined : area;
};

const betweenAreas = (from: string, to: string): string | undefined => {
  if (from === 'features/index.ts' || areaOf(from) === areaOf(to)) return undefined;
  if (areaOf(to) !== undefined)
    return `${areaOf(from) ?? from} may not know ${areaOf(to)}: take what is needed by Deps.`;
  return to === 'features/index.ts' ? 'The list of areas knows them, not they the list.' : undefined;
};

/** Why one file of an app may not import another; both as paths in `src`. */
const upwards = (order: readonly string[], from: string, to: string): string | undefined => {
  const [fromFolder, toFolder] = [folderOf(from), folderOf(to)];
  if (fromFolder === undefined) return undefined;
  if (toFolder === undefined) return `${to} composes the app: take what is needed by Deps.`;
  const [fromLayer, toLayer] = [order.indexOf(fromFolder), order.indexOf(toFolder)];
  if (fromLayer < 0 || toLayer < 0) {
    return `${fromLayer < 0 ? fromFolder : toFolder} has no place among the layers: ${order.join(', ')}.`;
  }
  if (toLayer > fromLayer) return `${fromFolder} lies below ${toFolder}: imports go down (${order.join(', ')}).`;
  return toFolder === 'features' && fromFolder === 'features' ? betweenAreas(from, to) : undefined;
};

/** Imports of an app go one way. */
export const oneDirection: Rule = {
  meta: {
    type: 'problem',
    docs: { description: 'Imports of an app go down its layers, and no area imports another.' },
  },
  create: (context) => {
    const importing = placeOf(context.filename);
    const order = importing && layers[importing.app];
    if (!importing || !order) return {};
    const check = (node: { readonly [member: string]: unknown }): void => {
      const { source } = node;
      if (!isNode(source) || typeof source['value'] !== 'string' || !source['value'].startsWith('.')) return;
      const imported = posix.join(posix.dirname(importing.path), source['value']);
      const message = upwards(order, importing.path, imported);
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
