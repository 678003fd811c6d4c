import {
  identifier,
  markdownCode,
  markdownFence,
  markdownHeading,
  md,
  mdJoin,
  plain,
  ts,
  words,
  type Code,
} from '../emit/index.ts';

type Md = Code<'md'>;

const section = (...pieces: readonly Md[]): Md => mdJoin(pieces, '\n\n');

export const startSection = (origin: string): Md =>
  section(
    markdownHeading(2, md`Start`),
    md`You need Node 22.19 or newer and nothing else: without a configuration an embedded PostgreSQL keeps its data in \`./.data\`.`,
    markdownFence(
      'bash',
      plain`
        npm install
        npm start
      `,
    ),
    md`
      It listens on ${markdownCode(origin)}; the reference of its API is at ${markdownCode(words`${origin}/docs`)}. Without a configuration it serves this
      machine only and takes every caller for a developer with every role (\`AUTH_MODE=none\`; the header \`x-dev-user-id\` says who).
    `,
  );

export const layoutSection: Md = section(
  markdownHeading(2, md`Layout`),
  markdownFence(
    'text',
    plain`
      migrations/            SQL, applied in order; never change one that was applied
      src/main.ts            starts the server
      src/app.ts             puts it together: plugins, routes, errors
      src/config.ts          the environment variables
      src/core/              what all tables share: queries, filters, access, problems
      src/tables/            one file for each table: columns, validation, relations, access rules
      src/custom/            yours: routes and hooks that no generation touches
      test/                  tests of every table, relation and access rule
      .snapinfra/            the model, and a list of all generated files with their hashes
    `,
  ),
);

const customExample = (table: Code<'ts'>): Code<'ts'> => ts`
  // src/custom/statistics.ts
  import { count } from 'drizzle-orm';
  import type { FastifyPluginAsync } from 'fastify';
  import { ${table} } from '../tables/index.ts';

  const statistics: FastifyPluginAsync = async (app) => {
    app.get('/statistics', async () => {
      const [found] = await app.db.select({ rows: count() }).from(${table});
      return { rows: found?.rows ?? 0 };
    });
  };

  export default statistics;
`;

/** How to add code of one's own, by the example of the Drizzle table of this name. */
export const customSection = (table: string): Md =>
  section(
    markdownHeading(2, md`Your own routes and hooks`),
    md`
      Every \`*.ts\` file in \`src/custom/\` is a Fastify plugin that is loaded at start. A later generation writes nothing there, so unpack it over
      this folder and yours stays. All other files are written anew: change them only if you stop generating.
      Files of tables that the model has no longer stay behind: \`.snapinfra/manifest.json\` does not list them any more. In an empty folder there
      are none: take \`src/custom/\`, \`.env\` and the migrations of your own along.
    `,
    markdownFence('ts', customExample(identifier(table))),
    md`
      The access rules of the tables do not cover routes of your own. \`src/custom/README.md\` says how to ask who is calling, and how to hook into
      the changes of a table.
    `,
  );

export const testSection: Md = section(
  markdownHeading(2, md`Test, build, deploy`),
  markdownFence(
    'bash',
    plain`
      npm test               # on the embedded PostgreSQL; on a real one with TEST_DATABASE_URL
      npm test -- crud       # one file of tests
      npm run typecheck
      npm run lint
      npm run build          # dist/, started by node dist/main.js
      docker build -t backend .
    `,
  ),
);
