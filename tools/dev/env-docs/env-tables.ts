const region = /(<!-- env:start ([\w-]+) -->\n)([\s\S]*?)(<!-- env:end -->)/g;

/**
 * Replaces the regions of a README between `<!-- env:start api -->` and `<!-- env:end -->` by the table of that app.
 * `tables` has Markdown by app. Throws for an unknown app or a region without an end.
 */
export function replaceEnvTables(markdown: string, tables: Readonly<Record<string, string>>): string {
  const opened = markdown.match(/<!-- env:start/g)?.length ?? 0;
  let replaced = 0;
  const text = markdown.replace(region, (_match, open: string, app: string, _old: string, close: string) => {
    replaced += 1;
    return `${open}\n${tableOf(tables, app)}\n\n${close}`;
  });
  if (replaced !== opened) throw new Error('<!-- env:start … --> has no <!-- env:end --> after it');
  return text;
}

function tableOf(tables: Readonly<Record<string, string>>, app: string): string {
  const table = Object.hasOwn(tables, app) ? tables[app] : undefined;
  if (table === undefined) throw new Error(`<!-- env:start ${app} -->: there is no app of this name`);
  return table.trim();
}
