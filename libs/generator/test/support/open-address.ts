import { openEmbedded, openPostgres, type DatabaseHandle } from '../../template/src/core/database.ts';

/** A database by its URL, by the folder of an embedded one, or `memory`. */
export const openAddress = async (address: string): Promise<DatabaseHandle> =>
  address.startsWith('postgres:')
    ? openPostgres({ url: address, poolSize: 4, statementTimeoutMs: 15_000, onIdleError: () => undefined })
    : openEmbedded(address === 'memory' ? undefined : address);
