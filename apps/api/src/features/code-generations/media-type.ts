/** Text that browsers show; nothing that was generated is ever run by one from here. */
const types: Readonly<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  sql: 'application/sql; charset=utf-8',
};

/** The media type to answer with for a generated file. */
export const mediaTypeOf = (path: string): string => {
  const extension = path.split('/').at(-1)?.split('.').at(-1) ?? '';
  return (Object.hasOwn(types, extension) ? types[extension] : undefined) ?? 'text/plain; charset=utf-8';
};
