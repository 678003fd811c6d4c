import { defineProblems } from '../http/problem-info.ts';

/** The refusals of schemas. */
export const schemaProblems = defineProblems({
  schema_not_found: {
    status: 404,
    title: 'Schema not found',
    meaning: 'No such schema or version, or the caller is not a member of its project.',
  },
  model_invalid: {
    status: 422,
    title: 'The data model has errors',
    meaning: 'Code is generated from a model without errors only: `errors[]` lists them, with paths into the document.',
  },
  schema_without_history: {
    status: 422,
    title: 'The schema has no history of generations',
    meaning: 'There is no generation to compare with: generate code first, or name a version by `from`.',
  },
  schema_missing: { status: 422, title: 'The project has no schema', meaning: 'Save a schema before asking for code.' },
});
