import type { Architecture } from '@snapinfra/contracts';
import type { Caller } from '../../../http/caller.ts';
import { readNewest } from '../documents/read-document.ts';
import type { ArchitectureKind } from './architecture-kind.ts';
import { toArchitecture } from './architecture-view.ts';

export type ReadArchitecture = (caller: Caller, id: string) => Promise<Architecture>;

/** An architecture of the caller. @throws ProblemError `architecture_not_found` */
export const createReadArchitecture =
  ({ kind }: { readonly kind: ArchitectureKind }): ReadArchitecture =>
  async (caller, id) => {
    const { record, content } = await readNewest(kind, caller, id);
    return toArchitecture(record, await kind.decode(content));
  };
