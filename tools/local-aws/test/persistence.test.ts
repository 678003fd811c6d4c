import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { claimPort, FolderInUseError, PortTakenError, startLocalAws, StateFormatError } from '../src/index.ts';
import { clientsOf, temporaryFolder } from './support/fresh-local-aws.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const process of started.splice(0)) process.kill('SIGKILL');
});

/** Starts the command line as a process, and waits until it has printed its environment. */
const startProcess = async (dir: string) => {
  const ports = [await claimPort(), await claimPort()];
  const child = spawn(
    process.execPath,
    [main, '--dir', dir, '--dynamo-port', String(ports[0]), '--aws-port', String(ports[1])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  started.push(child);
  const env: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [name = '', value = ''] = line.split(/=(.*)/s);
    env[name] = value;
    if (name === 'SNS_DEPLOYMENT_NOTIFICATIONS') break;
  }
  return { child, ...clientsOf(env), ports };
};

type Running = Awaited<ReturnType<typeof startProcess>>;
const write = async ({ dynamo, s3, sqs, tableName, bucket, queueUrl }: Running, id: string) => {
  await Promise.all([
    dynamo.send(new PutItemCommand({ TableName: tableName, Item: { pk: { S: id }, sk: { S: 'RECORD' } } })),
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: `objects/${id}`, Body: `body of ${id}` })),
    sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: id })),
  ]);
  return id;
};

describe('a killed local AWS', () => {
  it('has lost no acknowledged write', async () => {
    const dir = temporaryFolder();
    const first = await startProcess(dir);
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; ; n += 1) {
        const id = await write(first, `${writer}-${n}`);
        acknowledged.push(id);
        if (acknowledged.length === 100) first.child.kill('SIGKILL');
      }
    });
    await Promise.allSettled(writers);
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);

    const second = await startProcess(dir);
    for (const id of acknowledged) {
      const item = await second.dynamo.send(
        new GetItemCommand({ TableName: second.tableName, Key: { pk: { S: id }, sk: { S: 'RECORD' } } }),
      );
      expect(item.Item?.['pk']?.S).toBe(id);
      const object = await second.s3.send(new GetObjectCommand({ Bucket: second.bucket, Key: `objects/${id}` }));
      expect(await object.Body?.transformToString()).toBe(`body of ${id}`);
    }
    const bodies = new Set<string>();
    for (;;) {
      const { Messages = [] } = await second.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: second.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      );
      if (Messages.length === 0) break;
      for (const { Body = '' } of Messages) bodies.add(Body);
    }
    expect(acknowledged.filter((id) => !bodies.has(id))).toEqual([]);
  });

  it('keeps a message that was given back, with its receive count', async () => {
    const dir = temporaryFolder();
    const first = await startProcess(dir);
    await write(first, 'job');
    const { Messages } = await first.sqs.send(new ReceiveMessageCommand({ QueueUrl: first.queueUrl }));
    await first.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: first.queueUrl,
        ReceiptHandle: Messages?.[0]?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await startProcess(dir);
    const again = await second.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: second.queueUrl, MessageSystemAttributeNames: ['All'] }),
    );
    expect(again.Messages?.[0]).toMatchObject({ Body: 'job', Attributes: { ApproximateReceiveCount: '2' } });
  });

  it('leaves no orphaned process that holds a port', async () => {
    const { child, ports } = await startProcess(temporaryFolder());
    child.kill('SIGKILL');
    await expect.poll(() => Promise.all(ports.map((port) => claimPort(port))), { timeout: 30_000 }).toEqual(ports);
  });
});

describe('a local AWS whose DynamoDB dies', () => {
  it('exits, so that it can be restarted', async () => {
    const { child } = await startProcess(temporaryFolder());
    process.kill(dynoxideOf(child.pid ?? 0), 'SIGKILL');
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
  });

  const childrenOf = (pid: number): number[] =>
    readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .filter((entry) => {
        try {
          const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
          return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
        } catch {
          return false;
        }
      })
      .map(Number);
  const dynoxideOf = (pid: number): number => {
    const found = childrenOf(pid)
      .flatMap(childrenOf)
      .find((child) => readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('dynoxide'));
    if (found === undefined) throw new Error(`Process ${pid} has no dynoxide below it`);
    return found;
  };
});

describe('a second local AWS', () => {
  it('cannot use the folder of the first, which the error names', async () => {
    const dir = temporaryFolder();
    const first = await startLocalAws({ dir });
    await expect(startLocalAws({ dir })).rejects.toThrow(FolderInUseError);
    await first.stop();
    const second = await startLocalAws({ dir });
    await second.stop();
  });

  it('rejects a folder with records of another version, and does not change it', async () => {
    const dir = temporaryFolder();
    await (await startLocalAws({ dir })).stop();
    const format = join(dir, 'record-format');
    const current = readFileSync(format, 'utf8');
    writeFileSync(format, '1\n');
    await expect(startLocalAws({ dir })).rejects.toThrow(StateFormatError);
    rmSync(format);
    await expect(startLocalAws({ dir })).rejects.toThrow(/another version.*SNAPINFRA_STATE_DIR/);
    writeFileSync(format, current);
    await (await startLocalAws({ dir })).stop();
  });

  it('fails with the port that is taken', async () => {
    const first = await startLocalAws({ dir: temporaryFolder() });
    const awsPort = Number(new URL(first.endpoints.aws).port);
    await expect(startLocalAws({ dir: temporaryFolder(), awsPort })).rejects.toThrow(PortTakenError);
    await first.stop();
  });
});

describe('stages', () => {
  it('are independent', async () => {
    const localAws = await startLocalAws({ dir: temporaryFolder(), stage: 'one' });
    const one = clientsOf(localAws.env);
    const two = clientsOf(await localAws.provision('two'));
    expect(two.tableName).toBe('snapinfra-two-code-generations');
    const item = { pk: { S: 'x' }, sk: { S: 'x' } };
    await one.dynamo.send(new PutItemCommand({ TableName: one.tableName, Item: item }));
    expect((await two.dynamo.send(new GetItemCommand({ TableName: two.tableName, Key: item }))).Item).toBeUndefined();
    await localAws.stop();
  });
});
