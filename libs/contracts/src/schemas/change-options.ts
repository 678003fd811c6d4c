import Type, { type Static } from 'typebox';
import { Renames } from './schema-change.ts';

/** The options of a generation that shape its migration: a preview of the migration takes the same. */
export const changeOptions = {
  indexForeignKeys: Type.Optional(
    Type.Boolean({
      description:
        'Adds an index for each foreign key that no key or index of the model serves (they are warnings, `foreign_key_without_index`); the generated README lists them. By default as in the generation that this one continues from',
    }),
  ),
  renames: Type.Optional(Renames),
  nextMigration: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 99_999_999_999_999,
      description:
        'Number of the migration that is added, above those that the owner of the project wrote, which may be times such as 20260101120000; by default the one after the last generated one',
    }),
  ),
} as const;

const closed = { additionalProperties: false } as const;

/** The options of a preview. */
export const ChangeOptions = Type.Object(changeOptions, closed);
export type ChangeOptions = Static<typeof ChangeOptions>;

/** The body of a preview: what a generation would be requested with. */
export const PreviewChangeBody = Type.Object({ options: ChangeOptions }, closed);
