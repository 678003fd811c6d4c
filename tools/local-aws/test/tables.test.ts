import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { tables } from '@snapinfra/platform';
import { describe, expect, it } from 'vitest';
import { createDynamoCall } from '../src/dynamo/dynamo-api.ts';
import { makeTables } from '../src/dynamo/make-tables.ts';
import type { LocalIndex, LocalTable } from '../src/templates/read-template.ts';
import { freshLocalAws } from './support/fresh-local-aws.ts';

const { dynamo, env, endpoints } = await freshLocalAws();
const call = createDynamoCall(endpoints.dynamo);

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const table = (tableName: string, change: Partial<LocalTable> = {}): LocalTable => ({
  tableName,
  keySchema: key('pk', 'sk'),
  attributes: [text('pk'), text('sk')],
  indexes: [],
  ttlAttribute: undefined,
  ...change,
});
const byOwner: LocalIndex = {
  IndexName: 'byOwner',
  KeySchema: key('owner', 'sk'),
  Projection: { ProjectionType: 'ALL' },
};
const withOwner = { attributes: [text('pk'), text('sk'), text('owner')], indexes: [byOwner] };

describe("the stacks' tables", () => {
  it.each(tables)('$key exists with its indexes and its expiry', async ({ key: name, indexes, ttlAttribute }) => {
    const TableName = `${env['DYNAMODB_TABLE_PREFIX']}${name}`;
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    expect((Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName).toSorted()).toEqual(
      indexes.map(({ indexName }) => indexName).toSorted(),
    );
    const { TimeToLiveDescription } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: ttlAttribute, TimeToLiveStatus: 'ENABLED' });
  });
});

describe('a later template', () => {
  it('adds an index to a table with data, which includes existing items', async () => {
    await makeTables(call, [table('grows')]);
    const Item = { pk: { S: 'a' }, sk: { S: '1' }, owner: { S: 'me' } };
    await dynamo.send(new PutItemCommand({ TableName: 'grows', Item }));
    await makeTables(call, [table('grows', { ...withOwner, ttlAttribute: 'expires' })]);
    const { Items } = await dynamo.send(
      new QueryCommand({
        TableName: 'grows',
        IndexName: 'byOwner',
        KeyConditionExpression: '#owner = :me',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':me': { S: 'me' } },
      }),
    );
    expect(Items).toEqual([Item]);
  });

  it('without changes changes nothing', async () => {
    await makeTables(call, [table('same', withOwner)]);
    await makeTables(call, [table('same', withOwner)]);
    expect((await dynamo.send(new DescribeTableCommand({ TableName: 'same' }))).Table?.TableStatus).toBe('ACTIVE');
  });

  it.each([
    ['another key', table('fixed', { ...withOwner, keySchema: key('pk', 'owner') }), /the key/],
    [
      'another type of a key',
      table('fixed', {
        ...withOwner,
        attributes: [text('pk'), { AttributeName: 'sk', AttributeType: 'N' }, text('owner')],
      }),
      /the type of sk/,
    ],
    [
      'another key of an index',
      table('fixed', { ...withOwner, indexes: [{ ...byOwner, KeySchema: key('owner', 'pk') }] }),
      /index byOwner/,
    ],
    [
      'another projection',
      table('fixed', { ...withOwner, indexes: [{ ...byOwner, Projection: { ProjectionType: 'KEYS_ONLY' } }] }),
      /projection/,
    ],
  ])('with %s is rejected with an explanation, and the data stays', async (_, wanted, sentence) => {
    await makeTables(call, [table('fixed', withOwner)]);
    await expect(makeTables(call, [wanted])).rejects.toThrow(sentence);
    await expect(makeTables(call, [wanted])).rejects.toThrow(/fixed.*state folder/);
    await makeTables(call, [table('fixed', withOwner)]);
  });
});
