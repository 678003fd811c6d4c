import type { Static, TObject } from 'typebox';

/** Leaves out the members of a record that the schema does not have. Objects in it are shown whole. */
export const viewOf =
  <View extends TObject>({ properties }: View) =>
  (record: Static<View>): Static<View> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => Object.hasOwn(properties, name))) as Static<View>;
