const fencePattern = /^(`{3,})([a-z]+)\n([\s\S]*?)\n\1$/gm;

/** The fenced blocks of a document, by language. */
export const fencedBlocks = (text: string): readonly { readonly language: string; readonly body: string }[] =>
  [...text.matchAll(fencePattern)].map(([, , language, body]) => ({ language: language ?? '', body: body ?? '' }));

const codeSpan = /(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g;

const shellWord = String.raw`(?:[\w@%+=:,./\-]+|'[^']*'|\\')+`;
const shellLine = new RegExp(`^(?:(?:curl|docker|npm)(?: ${shellWord})*(?: +# .*)?|# [a-z ,]+)$`);
const mermaidText = String.raw`"[^"\x60<>|]*"`;
const mermaidLine = new RegExp(
  `^(?:flowchart LR|  n\\d+(?:\\[${mermaidText}\\]|\\[\\(${mermaidText}\\)\\]|>${mermaidText}\\]|\\{\\{${mermaidText}\\}\\}|\\(\\[${mermaidText}\\]\\))|  n\\d+ -->(?:\\|${mermaidText}\\|)? n\\d+)$`,
);

const blockProblems = (text: string): readonly string[] =>
  fencedBlocks(text).flatMap(({ language, body }) => {
    const line = language === 'bash' ? shellLine : language === 'mermaid' ? mermaidLine : undefined;
    return line === undefined
      ? []
      : body
          .split('\n')
          .filter((row) => !line.test(row))
          .map((row) => `${language}: ${row}`);
  });

const cells = (row: string): number => row.replace(/\\[\\|]/g, '').split('|').length;

const tableProblems = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line, index) => {
    const before = lines[index - 1] ?? '';
    return line.startsWith('|') && before.startsWith('|') && cells(line) !== cells(before) ? [`row: ${line}`] : [];
  });

/** What is wrong with an emitted README: markup, links, HTML or blocks that come from a model's text. */
export const markdownProblems = (
  text: string,
  headings: readonly string[],
  blocks: readonly string[],
): readonly string[] => {
  const problems = [...blockProblems(text)];
  const found = fencedBlocks(text).map(({ language }) => language);
  if (found.join() !== blocks.join()) problems.push(`blocks: ${found.join()}`);
  const lines = text.replace(fencePattern, '').split('\n');
  const titles = lines.filter((line) => /^\s{0,3}#{1,6}(?:\s|$)/.test(line)).slice(1);
  if (titles.join('\n') !== headings.join('\n')) problems.push(`headings: ${titles.join(', ')}`);
  const prose = lines.map((line) => line.replace(codeSpan, ''));
  for (const line of prose) {
    if (/<[a-z!/?]|(?<!\\)\]\(|(?<!\\)`|https?:\/\/|www\.|(?<!\\)\*|^\s*(?:-{3,}|={3,}|~{3,}|>)/i.test(line))
      problems.push(`markup: ${line}`);
  }
  return [...problems, ...tableProblems(lines.map((line) => line.replace(codeSpan, '`')))];
};
