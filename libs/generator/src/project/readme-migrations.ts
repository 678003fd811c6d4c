import {
  markdownCode,
  markdownHeading,
  markdownTable,
  markdownText,
  md,
  mdJoin,
  none,
  words,
  type Code,
} from '../emit/index.ts';
import type { AddedIndex } from '../foreign-key-indexes.ts';
import type { MigrationFile, MigrationStep } from '../schema-changes/change-plan.ts';
import type { ProjectInput } from './project-input.ts';

type Md = Code<'md'>;

const section = (...pieces: readonly Md[]): Md => mdJoin(pieces, '\n\n');

const withoutIndexes = md`
  PostgreSQL makes no index for a foreign key, and neither do the migrations: they have the model's indexes. Where a table grows large, give the
  fields that refer to others one in the model, or generate with \`indexForeignKeys\`; without it, \`include\` and a deletion read the whole table to
  find what refers to a row.
`;

/** Which indexes were added to the model's own, and why. */
const addedIndexesPart = (added: readonly AddedIndex[]): Md =>
  added.length === 0
    ? md`Every foreign key has an index that begins with it in the model: \`indexForeignKeys\` added none.`
    : section(
        md`
          PostgreSQL makes no index for a foreign key; without one, \`include\` and a deletion read the whole table to find what refers to a row. These were
          added to the model's own, as \`indexForeignKeys\` asks. Each makes writing a row a little slower and takes room.
        `,
        markdownTable(
          [md`Table`, md`Index over`, md`Refers to`],
          added.map(({ table, columns, referencedTable }) => [
            markdownCode(table),
            mdJoin(columns.map(markdownCode), ', '),
            markdownCode(referencedTable),
          ]),
        ),
      );

const markWords = { destructive: 'Deletes data', dataDependent: 'Depends on the data', locking: 'Locks' } as const;

const costOf = ({ marks }: MigrationStep): Md =>
  mdJoin(
    marks.map(({ kind, reason }) =>
      markdownText(words`${markWords[kind]}: ${reason}${reason.endsWith('.') ? '' : '.'}`),
    ),
    ' ',
  );

/** Long migrations are told by what they cost; the files say the rest. */
const mostSteps = 15;

const rowsOf = ({ name, steps }: MigrationFile): readonly (readonly Md[])[] => {
  const told = steps.length <= mostSteps ? steps : steps.filter(({ marks }) => marks.length > 0);
  const rest = steps.length - told.length;
  const rows = told.map((step) => [markdownCode(name), markdownText(step.summary), costOf(step)]);
  return rest === 0
    ? rows
    : [...rows, [markdownCode(name), markdownText(words`${rest} steps that cost nothing`), none]];
};

/** How migrations are applied, what each does and costs, and which indexes foreign keys have. */
export const migrationsSection = ({ migrations, addedIndexes }: ProjectInput): Md =>
  section(
    markdownHeading(2, md`Migrations`),
    md`
      Outside of production \`npm start\` applies what is new in \`migrations/\`, in order, and refuses to start when an applied file was changed. In
      production run \`npm run migrate\` (in the image: \`node dist/migrate.js\`) before the new version starts, or set \`MIGRATE_ON_START=true\`.
      A server that does not migrate starts even if migrations are pending, and logs a warning with the names of their files.
      A migration holds a lock of its session, so give it a \`DATABASE_URL\` that leads to PostgreSQL itself: a pooler that gives each transaction another
      session (PgBouncer's transaction mode) will not do. Its role has to own the tables, with CREATE on their schema and TEMPORARY on the database.
    `,
    md`
      A later generation keeps these files as they are and adds one migration, of one file or more with the same number; it is for databases that
      have all of these. Migrations of your own belong into the same folder, with the next number; tell the generation after that which number is
      free then (\`options.nextMigration\`).
    `,
    md`
      A migration first counts what could be in its way. If there is anything, it has changed nothing, and says how many rows there are and how to
      see some: correct them, by SQL or with the version that ran before, and start again. Or change the model and generate again: the error says how.
      It changes nothing either if an object of your own, such as a view or a foreign key of another table, depends on what it changes or drops: drop
      the object in a migration of your own that comes before, and create it again in one that comes after.
    `,
    markdownTable([md`File`, md`What it does`, md`What it costs`], migrations.flatMap(rowsOf)),
    addedIndexes === undefined ? withoutIndexes : addedIndexesPart(addedIndexes),
  );
