/** Members of a designer's canvas, which have no effect on the backend; their values are not checked. */
const openEverywhere = ['data', 'metadata', 'config', 'database', 'analysis', 'decisions'] as const;

export const openModelMembers: ReadonlySet<string> = new Set([
  ...openEverywhere,
  'id',
  'projectId',
  'description',
  'version',
  'createdAt',
  'updatedAt',
]);
export const openTableMembers: ReadonlySet<string> = new Set([...openEverywhere, 'position', 'color', 'estimatedRows']);
export const openFieldMembers: ReadonlySet<string> = new Set([
  ...openEverywhere,
  'position',
  'maxFileSize',
  'acceptedFileTypes',
]);
export const openOtherMembers: ReadonlySet<string> = new Set([...openEverywhere, 'position', 'color']);

const normalise = (word: string, separator: string): string =>
  word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, separator);

/** The one of the allowed words that is meant, whatever its case and separators (`SET_NULL` is `set null`). */
export const findWord = <Word extends string>(
  words: readonly Word[],
  text: string,
  separator: string,
): Word | undefined => words.find((word) => word === normalise(text, separator));
