import { isProjectPermission, rolesWith, type HttpContract, type Permission } from '@snapinfra/contracts';

type Contracts = Readonly<Record<string, Pick<HttpContract, 'method' | 'url' | 'permission'>>>;

/** Contracts that only read, and are a POST for another reason. */
export const readsByPost: Readonly<Record<string, string>> = {
  readProjectBatch: 'a hundred ids are too long for a URL',
  previewSchemaChange: 'a thousand renames are too long for a URL',
};

/** Whether a call of it may change something. */
export const isChange = (operationId: string, { method }: Pick<HttpContract, 'method'>): boolean =>
  method !== 'GET' && !Object.hasOwn(readsByPost, operationId);

/** In words, the permissions that do not go with what their contracts do. */
export const declarationFaults = (contracts: Contracts): readonly string[] =>
  Object.entries(contracts).flatMap(([name, contract]) => {
    const { permission } = contract;
    const isForReading = permission.endsWith('.read');
    if (!isChange(name, contract)) {
      return isProjectPermission(permission) && !isForReading
        ? [`${name} only reads, and declares ${permission}: a permission to read ends with .read`]
        : [];
    }
    if (permission === 'anybody') return [`${name} writes, and is open to anybody`];
    return isForReading ? [`${name} writes, and declares ${permission}, which only reads`] : [];
  });

const whoMay = (permission: Permission): string => {
  if (permission === 'anybody') return 'anybody, without a caller';
  return isProjectPermission(permission) ? rolesWith(permission).join(', ') : 'every caller, about what is his own';
};

const rowOf = (name: string, { method, url, permission }: Contracts[string]): string =>
  `| ${[`\`${name}\``, `${method} ${url}`, `\`${permission}\``, whoMay(permission)].join(' | ')} |`;

/** Rows of a Markdown table by their first cells, without the space that aligns them. */
const rowsIn = (markdown: string): ReadonlyMap<string, string> =>
  new Map(
    markdown
      .split('\n')
      .map((line) => line.replaceAll(/\s+/g, ' ').trim())
      .flatMap((row) => {
        const [, name] = /^\| `(\w+)` \|/.exec(row) ?? [];
        return name === undefined ? [] : [[name, row] as const];
      }),
  );

/** In words, where the reviewed table and the declarations differ. */
export const tableFaults = (markdown: string, contracts: Contracts): readonly string[] => {
  const rows = rowsIn(markdown);
  const byHand = 'the table is reviewed, so it is changed by hand';
  const differing = Object.entries(contracts).flatMap(([name, contract]) => {
    const declared = rowOf(name, contract);
    const row = rows.get(name);
    if (row === declared) return [];
    if (row === undefined) return [`${name} is missing; ${byHand}, by the line\n${declared}`];
    return [`${name} is declared otherwise; ${byHand}, from\n${row}\nto\n${declared}`];
  });
  const gone = [...rows.keys()].filter((name) => !Object.hasOwn(contracts, name));
  return [...differing, ...gone.map((name) => `${name} is no route any more; ${byHand}: take its row away`)];
};
