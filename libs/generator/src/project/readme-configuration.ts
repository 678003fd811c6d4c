import {
  markdownCode,
  markdownHeading,
  markdownTable,
  markdownText,
  md,
  mdJoin,
  none,
  type Code,
} from '../emit/index.ts';

interface Variable {
  readonly name: string;
  readonly example: string;
  readonly description: string;
}

const assignmentPattern = /^(?:#\s*)?([A-Z][A-Z\d_]*)=(.*)$/;

/** Reads the template's `.env.example`: `# …` lines above one or more lines of `NAME=value` or `# NAME=value`. */
export const readVariables = (text: string): readonly Variable[] => {
  const variables: Variable[] = [];
  let comments: string[] = [];
  let described = false;
  for (const line of text.split('\n')) {
    const [, name, example] = assignmentPattern.exec(line) ?? [];
    if (name !== undefined && example !== undefined) {
      variables.push({ name, example, description: comments.join(' ') });
      described = true;
      continue;
    }
    if (described || line.trim() === '') comments = [];
    if (line.startsWith('#')) comments.push(line.replace(/^#\s*/, ''));
    described = false;
  }
  return variables;
};

/** The file's own backticks mean code in the table, too. */
const prose = (text: string): Code<'md'> =>
  mdJoin(
    text
      .split(/ ?`([^`]+)` ?/)
      .map((piece, position) => (position % 2 === 1 ? markdownCode(piece) : markdownText(piece))),
    ' ',
  );

/** The environment variables, from the file that lists them. */
export const configurationSection = (envExample: string): Code<'md'> => {
  const rows = readVariables(envExample).map(({ name, example, description }) => [
    markdownCode(name),
    example === '' ? none : markdownCode(example),
    prose(description),
  ]);
  return mdJoin(
    [
      markdownHeading(2, md`Configuration`),
      md`Nothing has to be set on your machine. In production set at least \`DATABASE_URL\` and the \`JWT_…\` variables (see \`.env.example\`).`,
      rows.length === 0 ? none : markdownTable([md`Variable`, md`Example`, md`What it does`], rows),
      md`\`npm test\` reads two others. \`TEST_DATABASE_URL\` is a server on which it creates a database for itself. \`TEST_EXISTING_DATABASE\` is a database with rows, the URL of one that nobody is connected to or a folder such as \`.data\`: the tests copy it, apply the migrations that it lacks and leave its rows as they are. So you see whether a migration suits your data before you apply it. Each list is read to its end, several times: a table should have some ten thousand rows at most.`,
    ],
    '\n\n',
  );
};
