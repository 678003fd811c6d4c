/** `{ success, data, timestamp }`: the body of every success. */
export const envelope = <Data>(data: Data, now: Date) =>
  ({ success: true, data, timestamp: now.toISOString() }) as const;

/** A page of a list: `data` is a plain array, paging is beside it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export const listEnvelope = <Item>({ items, nextCursor }: Page<Item>, now: Date) => {
  const success = true as const;
  return { success, data: [...items], pagination: { nextCursor }, timestamp: now.toISOString() };
};
