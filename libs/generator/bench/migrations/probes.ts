import pg from 'pg';

/** How long others waited at most, in milliseconds. */
export interface Waits {
  readonly reading: number;
  readonly writing: number;
}

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
};

const longestOf = async (client: pg.Client, statement: string, isOver: () => boolean): Promise<number> => {
  let longest = 0;
  do {
    const started = performance.now();
    await client.query(statement);
    longest = Math.max(longest, performance.now() - started);
  } while (!isOver());
  await client.end();
  return longest;
};

/** Reads and writes one row again and again while `work` goes on. */
export const whileProbing = async (
  url: string,
  work: () => Promise<void>,
): Promise<Waits & { readonly ms: number }> => {
  let over = false;
  const isOver = () => over;
  const [reader, writer] = [await connect(url), await connect(url)];
  const probes = Promise.all([
    longestOf(reader, 'select id from item where id = 77', isOver),
    longestOf(writer, 'update item set owner_id = owner_id where id = 99', isOver),
  ]);
  const started = performance.now();
  try {
    await work();
  } finally {
    over = true;
  }
  const ms = performance.now() - started;
  const [reading, writing] = await probes;
  return { reading, writing, ms };
};
