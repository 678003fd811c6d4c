import type { HttpContract } from '@snapinfra/contracts';

/** Routes that are open to anybody and have no contract: what tells of the gateway itself. */
const withoutContract = new Set([
  'GET /',
  'GET /docs',
  'GET /docs/',
  'GET /docs/js/scalar.js',
  'GET /openapi.json',
  'GET /problems/:code',
  // Preflights of browsers.
  'OPTIONS /*',
]);

/** `GET /path` of every route of an app, from the tree that `app.printRoutes({ commonPrefix: false })` draws. */
export const servedRoutes = (tree: string): readonly string[] => {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([│├└─ ]*)(\S+) \((.+)\)$/.exec(line) ?? [];
    if (part === '') return [];
    const depth = indent.length / 4;
    const parent = depth > 1 ? (parents[depth - 2] ?? '') : '';
    // The slash before what ends with a wildcard is not drawn.
    const path = part === '*' && !parent.endsWith('/') ? `${parent}/*` : `${parent}${part}`;
    parents[depth - 1] = path;
    return methods.split(', ').map((method) => `${method} ${path}`);
  });
};

/** In words, the routes that no contract declares, and the contracts that no route serves. HEAD goes with GET. */
export const servedFaults = (
  tree: string,
  contracts: Readonly<Record<string, Pick<HttpContract, 'method' | 'url'>>>,
): readonly string[] => {
  const served = servedRoutes(tree).filter((route) => !route.startsWith('HEAD '));
  const declared = Object.values(contracts).map(({ method, url }) => `${method} ${url}`);
  const undeclared = served.filter((route) => !declared.includes(route) && !withoutContract.has(route));
  return [
    ...undeclared.map((route) => `${route} is served, and no contract says who may call it`),
    ...declared.filter((route) => !served.includes(route)).map((route) => `${route} is declared, and not served`),
  ];
};
