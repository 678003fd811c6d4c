export interface Tagged {
  readonly caller: string;
  readonly status: number;
  readonly etag: unknown;
  readonly text: string;
}

export interface TagReadings {
  /** Whether all read the same: what is in a project, other than what is each caller's own. */
  readonly isOfProject: boolean;
  /** Of those who may read. */
  readonly plain: readonly Tagged[];
  /** Of the same, who sent the tag that they had. */
  readonly again: readonly Tagged[];
  /** Of those who may not, and who sent the tag of those who may. */
  readonly refused: readonly Tagged[];
}

const isTag = (etag: unknown): boolean => typeof etag === 'string' && /^"[^"]+"$/.test(etag);

const plainFault = ({ plain: [first], isOfProject }: TagReadings, { status, etag }: Tagged): string | undefined => {
  if (status !== 200) return `is answered ${status}`;
  if (!isTag(etag)) return 'gets no ETag';
  return isOfProject && etag !== first?.etag
    ? `gets the ETag ${String(etag)}, and ${first?.caller} ${String(first?.etag)}`
    : undefined;
};

const againFault = ({ status, text, etag }: Tagged): string | undefined =>
  status === 304 && text === '' && isTag(etag) ? undefined : `sends the ETag and is answered ${status}, not 304`;

const refusedFault = ({ status, etag }: Tagged): string | undefined => {
  if (![401, 403, 404].includes(status)) return `may not read, and is answered ${status}`;
  return etag === undefined ? undefined : 'may not read, and gets an ETag';
};

/** In words, beginning with the caller, what is wrong with the tags of a route. */
export const tagFaults = (readings: TagReadings): readonly string[] => {
  const { plain, again, refused } = readings;
  const told = (of: readonly Tagged[], faultOf: (one: Tagged) => string | undefined) =>
    of.flatMap((one) => {
      const fault = faultOf(one);
      return fault === undefined ? [] : [`${one.caller}: ${fault}`];
    });
  return [
    ...told(plain, (one) => plainFault(readings, one)),
    ...told(again, againFault),
    ...told(refused, refusedFault),
  ];
};
