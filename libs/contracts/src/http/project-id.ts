import Type from 'typebox';

/** The id of a project in a body: bounded, as it becomes part of a key, whose bytes the database limits. */
export const ProjectId = Type.String({ minLength: 1, maxLength: 64 });
