/** Markdown tables by kind and name; of a kind that has one only, the name is empty. */
export type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Replaces the regions of a README between `<!-- env:start api -->` and `<!-- env:end -->` by the table of this kind and name;
 * `<!-- roles:start -->` is one of a kind that has one table. Throws for an unknown name or a region without an end.
 */
export function replaceTables(markdown: string, tables: Tables): string {
  return Object.keys(tables).reduce((text, kind) => replaceKind(text, kind, tables[kind] ?? {}), markdown);
}

/** Whether a text has a region of one of these kinds. */
export function hasTables(markdown: string, tables: Tables): boolean {
  return Object.keys(tables).some((kind) => markdown.includes(startOf(kind)));
}

const startOf = (kind: string): string => `<!-- ${kind}:start`;

function replaceKind(markdown: string, kind: string, tables: Tables[string]): string {
  const region = new RegExp(`(${startOf(kind)}(?: ([\\w-]+))? -->\\n)([\\s\\S]*?)(<!-- ${kind}:end -->)`, 'g');
  const opened = markdown.split(startOf(kind)).length - 1;
  let replaced = 0;
  const text = markdown.replace(region, (_match, open: string, name: string | undefined, _old: string, end: string) => {
    replaced += 1;
    return `${open}\n${tableOf(tables, kind, name ?? '')}\n\n${end}`;
  });
  if (replaced !== opened) throw new Error(`${startOf(kind)} … --> has no <!-- ${kind}:end --> after it`);
  return text;
}

function tableOf(tables: Tables[string], kind: string, name: string): string {
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (table === undefined) throw new Error(`${startOf(kind)} ${name} -->: there is no table of this name`);
  return table.trim();
}
