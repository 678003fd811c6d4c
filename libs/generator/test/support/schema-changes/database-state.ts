import { describeSchema } from '../../../test-support/described-schema.ts';
import type { ScriptSession } from '../../../template/src/core/database.ts';

/** Everything of a database but its rows. */
export const describeState = (session: ScriptSession): Promise<readonly string[]> =>
  describeSchema(async (text) => ({ rows: [...(await session.query(text, []))] }));
