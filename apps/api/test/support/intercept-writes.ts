import { startHttpInterceptor, type Backend } from '@snapinfra/testing';

/** An action of a transaction. */
export interface WrittenItem {
  readonly action: string;
  readonly table: string;
  readonly sortKey: string;
  /** The attributes that it changes, or that its condition asks for. */
  readonly attributes: readonly string[];
}

interface SentAction {
  readonly TableName: string;
  readonly Key?: { readonly sk: { readonly S: string } };
  readonly Item?: { readonly sk: { readonly S: string } };
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

const writtenItems = (body: string): readonly WrittenItem[] => {
  const { TransactItems }: { TransactItems: readonly Readonly<Record<string, SentAction>>[] } = JSON.parse(body);
  return TransactItems.flatMap(Object.entries<SentAction>).map(([action, sent]) => ({
    action,
    table: sent.TableName,
    sortKey: (sent.Key ?? sent.Item)?.sk.S ?? '',
    attributes: Object.values(sent.ExpressionAttributeNames ?? {}),
  }));
};

/** A way to DynamoDB on which something may come between what a request reads and what it writes, or its answer gets lost. */
export const interceptWrites = async (backend: Pick<Backend, 'endpoints' | 'clients'>) => {
  let between: (() => Promise<unknown>) | undefined;
  let losesAnswer = false;
  const transactions: (readonly WrittenItem[])[] = [];
  const dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
    // Requests write in transactions; other writes are made behind the answers.
    if (!String(request.headers['x-amz-target']).endsWith('.TransactWriteItems')) return forward(request);
    const before = between;
    between = undefined;
    await before?.();
    transactions.push(writtenItems(request.body.toString()));
    const answer = await forward(request);
    if (!losesAnswer) return answer;
    losesAnswer = false;
    throw new Error('the answer is lost');
  });
  return {
    clients: backend.clients({ endpoints: { dynamodb: dynamodb.url } }),
    /** Is called once, before the next transaction is sent on. */
    beforeWrite: (next: () => Promise<unknown>) => void (between = next),
    /** The next transaction is made, and its answer gets lost. */
    loseNextAnswer: () => void (losesAnswer = true),
    hasLostAnswer: () => !losesAnswer,
    /** The items of the transactions since this was asked last. */
    takeTransactions: () => transactions.splice(0),
    stop: dynamodb.stop,
  };
};
