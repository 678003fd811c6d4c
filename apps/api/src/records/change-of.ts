import { ownMembers, type NoneOfOwned, type OwnedRecord } from './owned-record.ts';
import type { RecordChange } from './owned-records.ts';

/** Members of a record as a body changes them: an absent one stays, null takes an optional one away. */
type SentMembers<Item> = {
  readonly [Name in keyof Item]?: Item[Name] | (object extends Pick<Item, Name> ? null : never);
};

/** For `change` of {@link ownedRecordRoutes}, where the body has the record's own members and nothing else. */
export const changeOf = <Item extends OwnedRecord>(
  body: SentMembers<Omit<Item, keyof OwnedRecord>> & NoneOfOwned,
): RecordChange<Item> => {
  const sent = Object.entries(ownMembers(body)).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(sent.filter(([, value]) => value !== null));
  const remove: readonly string[] = sent.filter(([, value]) => value === null).map(([name]) => name);
  return { set, remove } as RecordChange<Item>;
};
