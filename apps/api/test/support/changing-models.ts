const id = { name: 'id', type: 'uuid', primary: true, required: true, default: 'gen_random_uuid()' };

/** A model with one table `person`, which has an `id` and these fields. */
export const personModel = (...fields: object[]) => ({
  name: 'People',
  tables: [{ name: 'person', fields: [id, ...fields] }],
});

export const name = { name: 'name', type: 'text' };
export const email = { name: 'email', type: 'varchar', length: 200 };
/** The same as {@link email} under another name. */
export const mail = { ...email, name: 'mail' };
